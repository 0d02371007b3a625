const fr = {
  title: "Comptoir",
  scanLabel: "Scanner une facture",
  scanPlaceholder: "Scannez, ou tapez le code",
  scan: "Activer",
  scanning: "Vérification du code…",
  camera: "Caméra",
  picture: "Photo",
  sell: "Vendre",
  cameraTitle: "Montrez le QR à la caméra",
  cameraWaiting: "La caméra démarre…",
  cameraDenied: "La caméra ne répond pas",
  cameraDeniedHint:
    "Autorisez la caméra dans le navigateur, ou ouvrez GameZone sur le poste du comptoir. Le code peut toujours être tapé.",
  pictureReading: "Lecture de l’image…",
  pictureNothing:
    "Aucun QR n’a été trouvé sur cette image. Reprenez la photo de plus près, ou tapez le code.",
  acceptedTitle: "Facture {{number}} activée",
  acceptedFor: "{{player}} · {{game}} · {{length}}",
  startOn: "Démarrer sur :",
  seeSession: "Voir la session",
  seePlayer: "Voir le joueur",
  dismiss: "Fermer le résultat du scan",
  scannedElsewhere: "Ticket scanné, rien n’est activé",
  scannedElsewhereHint: "Terminez ou fermez d’abord cette saisie, puis scannez à nouveau.",
};

const en: typeof fr = {
  title: "Counter",
  scanLabel: "Scan an invoice",
  scanPlaceholder: "Scan, or type the code",
  scan: "Activate",
  scanning: "Checking the code…",
  camera: "Camera",
  picture: "Picture",
  sell: "Sell",
  cameraTitle: "Show the QR to the camera",
  cameraWaiting: "The camera is starting…",
  cameraDenied: "The camera does not answer",
  cameraDeniedHint:
    "Allow the camera in the browser, or open GameZone on the counter’s computer. The code can always be typed.",
  pictureReading: "Reading the picture…",
  pictureNothing: "No QR was found in this picture. Take it again from nearer, or type the code.",
  acceptedTitle: "Invoice {{number}} activated",
  acceptedFor: "{{player}} · {{game}} · {{length}}",
  startOn: "Start on:",
  seeSession: "See the session",
  seePlayer: "See the player",
  dismiss: "Close the result of the scan",
  scannedElsewhere: "Ticket scanned, nothing is activated",
  scannedElsewhereHint: "First finish or close what you are entering, then scan again.",
};

export const counterWords = { fr, en };
