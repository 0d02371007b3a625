import { createRequire } from "node:module";
import { join } from "node:path";
import type { QRCode } from "qrcode";
import { formatMinutes } from "../core/duration.ts";
import { spaceFrenchWords } from "../core/french-spacing.ts";
import { formatMoney } from "../core/money.ts";
import type { Language } from "../core/problems.ts";
import type { Logo } from "../venues/queries.ts";
import type { Venue } from "../venues/schema.ts";
import type { Invoice } from "./schema.ts";

const fonts = join(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"), "../ttf");
const REGULAR = join(fonts, "DejaVuSansCondensed.ttf");
const BOLD = join(fonts, "DejaVuSansCondensed-Bold.ttf");
const MILLIMETRE = 72 / 25.4;

export type DocumentFormat = "a4" | "80mm";

/** Lengths in millimetres, sizes of letters in points. */
interface Layout {
  readonly page: readonly [width: number, height: number];
  readonly margin: number;
  readonly qr: number;
  readonly logo: readonly [width: number, height: number];
  readonly large: number;
  readonly normal: number;
}

/** Millimetres: a line of a ticket, which may break in two, and what is left free below a logo. */
const ROLL_LINE = 8;
const LOGO_GAP = 3;

const layouts: Readonly<Record<DocumentFormat, Layout>> = {
  a4: { page: [210, 297], margin: 20, qr: 60, logo: [70, 25], large: 20, normal: 11 },
  "80mm": { page: [80, 165], margin: 5, qr: 44, logo: [50, 18], large: 13, normal: 8.5 },
};

const words = {
  fr: spaceFrenchWords({
    invoice: "Facture",
    phone: "Tél.",
    taxNumber: "IFU",
    tradeRegister: "RCCM",
    customer: "Client",
    package: "Forfait",
    duration: "Durée",
    price: "Total",
    priceAtEnd: "À la fin, selon le temps joué",
    tendered: "Remis",
    change: "Rendu",
    paid: {
      cash: "Payé en espèces",
      mobile_money: "Payé par mobile money",
      unknown: "Payé (ancien système)",
    },
    issued: "Émise le",
    validUntil: "Valable jusqu’au",
    code: "Code de validation",
    scan: "Présentez ce QR au comptoir pour jouer.",
    over: {
      active: "Déjà activée",
      used: "Déjà utilisée",
      expired: "Expirée",
      cancelled: "Annulée",
      refunded: "Remboursée",
    },
  }),
  en: {
    invoice: "Invoice",
    phone: "Tel.",
    taxNumber: "IFU",
    tradeRegister: "RCCM",
    customer: "Customer",
    package: "Package",
    duration: "Duration",
    price: "Total",
    priceAtEnd: "At the end, by the time played",
    tendered: "Tendered",
    change: "Change",
    paid: { cash: "Paid in cash", mobile_money: "Paid by mobile money", unknown: "Paid (old system)" },
    issued: "Issued on",
    validUntil: "Valid until",
    code: "Validation code",
    scan: "Show this QR at the counter to play.",
    over: {
      active: "Already activated",
      used: "Already used",
      expired: "Expired",
      cancelled: "Cancelled",
      refunded: "Refunded",
    },
  },
} as const;

/** The QR as SVG, drawn large enough for a cracked screen. */
export async function drawQr(payload: string): Promise<string> {
  const { default: qr } = await import("qrcode");
  return qr.toString(payload, { type: "svg", errorCorrectionLevel: "M", margin: 4, width: 320 });
}

/** The printable invoice, on A4 or on an 80 mm roll, with an embedded font so that every sign prints. */
export async function printInvoice(
  invoice: Invoice,
  payload: string,
  venue: Venue,
  logo: Logo | null,
  language: Language,
  format: DocumentFormat,
): Promise<Buffer> {
  const layout = layouts[format];
  const { large, normal } = layout;
  const about = aboutVenue(venue, language);
  const size = pageSize(format, about.length, logo);
  const text = words[language];
  // Loaded with the first print: a start that prints nothing yet does not wait for them.
  const { default: PDFDocument } = await import("pdfkit");
  const { default: qr } = await import("qrcode");
  const document = new PDFDocument({
    size,
    margin: layout.margin * MILLIMETRE,
    info: { Title: `${text.invoice} ${invoice.number}`, Author: venue.name },
    lang: language,
  });
  const finished = collect(document);

  if (logo !== null) drawLogo(document, layout, logo);
  document.font(BOLD).fontSize(large).text(venue.name, { align: "center" });
  for (const line of about) document.font(REGULAR).fontSize(normal).text(line, { align: "center" });
  document
    .moveDown()
    .font(BOLD)
    .fontSize(normal * 1.4)
    .text(`${text.invoice} ${invoice.number}`, { align: "center" });
  document.moveDown(0.6).fontSize(normal);
  for (const [label, value] of lines(invoice, venue, language)) {
    const top = document.y;
    document.font(REGULAR).text(label, { align: "left" });
    document.y = top;
    document.font(BOLD).text(value, { align: "right" });
  }
  document.moveDown(1);
  if (invoice.status === "pending") {
    const drawn = qr.create(payload, { errorCorrectionLevel: "M" });
    drawTicket(document, layout, invoice.validationCode, drawn, language);
  } else
    document.font(BOLD).fontSize(large).text(text.over[invoice.status].toUpperCase(), { align: "center" });
  document.end();
  return finished;
}

/** What an invoice says of who issues it, besides the name. */
function aboutVenue(venue: Venue, language: Language): string[] {
  const text = words[language];
  const numbers = [
    [text.phone, venue.phone],
    [text.taxNumber, venue.taxNumber],
    [text.tradeRegister, venue.tradeRegister],
  ] as const;
  return [venue.address, ...numbers.map(([label, value]) => value && `${label} ${value}`)].filter(
    (line) => line !== "",
  );
}

/** A roll is cut where the ticket ends: the more it says, the longer it is. One line about the venue is counted. */
function pageSize(format: DocumentFormat, lines: number, logo: Logo | null): [number, number] {
  const { page, logo: place } = layouts[format];
  const more = format === "a4" ? 0 : Math.max(0, lines - 1) * ROLL_LINE + (logo ? place[1] + LOGO_GAP : 0);
  return [page[0] * MILLIMETRE, (page[1] + more) * MILLIMETRE];
}

function drawLogo(document: PDFKit.PDFDocument, { logo: [width, height] }: Layout, { image }: Logo): void {
  const top = document.y;
  const fit: [number, number] = [width * MILLIMETRE, height * MILLIMETRE];
  document.image(image, (document.page.width - fit[0]) / 2, top, { fit, align: "center", valign: "center" });
  document.y = top + (height + LOGO_GAP) * MILLIMETRE;
}

/** What still opens the door to play: the QR and the code. An invoice that cannot be used any more shows neither. */
function drawTicket(
  document: PDFKit.PDFDocument,
  { qr, normal }: Layout,
  code: string,
  drawn: QRCode,
  language: Language,
): void {
  const text = words[language];
  drawModules(document, drawn, qr * MILLIMETRE);
  document.moveDown(0.5).font(REGULAR).fontSize(normal).text(text.code, { align: "center" });
  document
    .font(BOLD)
    .fontSize(normal * 1.4)
    .text(code, { align: "center" });
  document.moveDown(0.5).font(REGULAR).fontSize(normal).text(text.scan, { align: "center" });
}

function lines(invoice: Invoice, venue: Venue, language: Language): Array<[string, string]> {
  const text = words[language];
  const { payment } = invoice;
  const money = (amount: number) => formatMoney(amount, invoice.currency);
  const date = (instant: string) =>
    new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: venue.timeZone,
    }).format(new Date(instant));
  const printed: Array<[string, string]> = [
    [text.issued, date(invoice.issuedAt)],
    [text.validUntil, date(invoice.expiresAt)],
    [text.customer, invoice.player.name],
    [text.package, `${invoice.gameName} · ${invoice.packageName}`],
    [text.duration, formatMinutes(invoice.minutes)],
    [text.price, invoice.billed ? money(invoice.price) : text.priceAtEnd],
  ];
  if (payment) {
    printed.push([text.paid[payment.method], money(payment.amount)]);
    if (payment.tendered !== null && payment.change !== null) {
      printed.push([text.tendered, money(payment.tendered)], [text.change, money(payment.change)]);
    }
  }
  return printed;
}

/** Draws the QR as vector squares, centred, and moves below it. */
function drawModules(document: PDFKit.PDFDocument, { modules }: QRCode, side: number): void {
  const square = side / modules.size;
  const left = (document.page.width - side) / 2;
  const top = document.y;
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) document.rect(left + column * square, top + row * square, square, square);
    }
  }
  document.fill("#000");
  document.y = top + side;
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
}
