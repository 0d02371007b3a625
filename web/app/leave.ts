/**
 * Goes to another app of the product by loading it: what this page knew of somebody is forgotten with it. Never
 * settles, for the page has ended by then.
 */
export function leaveFor(path: string): Promise<never> {
  window.location.replace(path);
  return new Promise(() => {});
}
