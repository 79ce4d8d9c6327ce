/** The widget's own words in one language, fetched when the language is chosen. Sources: locales/widget.yml. */

/** A counted text has a form for each plural category of its language (CLDR's names). */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/** What a label file holds (office/wording/export.py). */
export interface LabelFile {
  /** Own names of all languages, by code. */
  languages: Record<string, string>;
  texts: Record<string, string | Forms>;
}

export interface Labels {
  /** The text of a name, its {placeholders} filled; for a counted one `count` chooses the form. */
  (name: string, values?: Record<string, string | number | undefined>): string;
  languages: LabelFile["languages"];
}

export function labelsOf(language: string, { languages, texts }: LabelFile): Labels {
  const label = (name: string, values: Record<string, string | number | undefined> = {}) => {
    const forms = texts[name] ?? name;
    const text =
      typeof forms === "string" ? forms : (forms[new Intl.PluralRules(language).select(+values.count!)] ?? forms.other!);
    // Isolated: a number or a Latin word keeps its place inside an Arabic sentence.
    return text.replace(/{(\w+)}/g, (_, key: string) => `\u2068${values[key]}\u2069`);
  };
  return Object.assign(label, { languages });
}
