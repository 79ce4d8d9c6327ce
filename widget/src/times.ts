/** Moments in words of a language, with the digits and the calendar of the office's answers. */

/** "14:05"; on another day than today with the date. */
export function timeOf(moment: string | number, language: string): string {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  // Latin digits and the Gregorian calendar everywhere: an answer says 2026, not 2569.
  const locale = `${language}-u-ca-gregory-nu-latn`;
  return date.toLocaleString(locale, { dateStyle: today ? undefined : "medium", timeStyle: "short" });
}
