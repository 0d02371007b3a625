const fr = {
  title: "Connexion",
  welcome: "Bienvenue",
  hint: "L’identifiant et le mot de passe que le centre vous a donnés.",
  username: "Identifiant",
  password: "Mot de passe",
  submit: "Se connecter",
  forgotten: "Mot de passe oublié ? Demandez-en un nouveau au comptoir.",
};

const en: typeof fr = {
  title: "Sign in",
  welcome: "Welcome",
  hint: "The username and password that the centre gave you.",
  username: "Username",
  password: "Password",
  submit: "Sign in",
  forgotten: "Forgot your password? Ask the counter for a new one.",
};

export const signInWords = { fr, en };
