import { readFile, writeFile } from 'node:fs/promises'

/** Copies a text file, with `{name}` replaced by the value of that name. */
export async function writeFromTemplate(
  template: string,
  target: string,
  values: Readonly<Record<string, string | number>>,
): Promise<void> {
  const text = await readFile(template, 'utf8')
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`${template}: nothing to put in for {${name}}`)
    return `${value}`
  })
  await writeFile(target, filled)
}
