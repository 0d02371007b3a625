const KEY = "gamezone.first-steps-put-off";

/** Whether the first steps were put off in this window; the next sign-in elsewhere leads to them again. */
export function wasPutOff(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}

export function putOff(): void {
  sessionStorage.setItem(KEY, "");
}
