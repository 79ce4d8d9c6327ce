/** Which languages there are, and which of them an applicant gets. */

/** Their own names are in the label files (office/wording/export.py). */
const CODES = /^(en|zh|th|ko|de|ru|fr|ar|es|ja|vi|id)\b/i;

/** `tag` ("zh-TW", "en-GB") as a supported language, or undefined. Traditional Chinese is one of its own: "zh-Hant". */
export function supported(tag: string | null | undefined): string | undefined {
  return /^zh(?!.*hans).*(hant|tw|hk|mo)\b/i.test(tag!) ? "zh-Hant" : CODES.exec(tag!)?.[1]!.toLowerCase();
}

/** The first of `tags` that is supported, English if none is. Order: applicant's choice, attribute, page, browser. */
export function chosen(tags: (string | null | undefined)[]): string {
  return tags.map(supported).find(Boolean) ?? "en";
}

export function directionOf(language: string): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}
