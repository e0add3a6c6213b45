// Plain functions over one language version of an article.
export const FIELDS = ["question", "variants", "answer", "topic", "tags", "urgency", "nature", "valid_from", "valid_until", "owner", "channels"]
export const LISTS = new Set(["variants", "tags"])

export const blank = (topic = "") =>
  ({ topic, question: "", variants: [], answer: "", tags: [], urgency: null, nature: null, valid_from: null, valid_until: null, owner: "", channels: [] })

// What the server has for editing: its draft, else what is live.
export const current = (version) => version?.draft ?? version?.live ?? null

// An empty list is as good as none: words kept by a former release lack the fields that came since.
const plain = (value) => (value === undefined || value?.length === 0 ? null : value)
export const sameValue = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b))
export const changedFields = (a, b) => FIELDS.filter((name) => !sameValue(a?.[name], b?.[name]))
export const same = (a, b) => changedFields(a, b).length === 0

// What is sent: without outer spaces, empty lines and repetitions.
export function tidy(content) {
  const once = (list) => [...new Set(list.map((one) => one.trim()).filter(Boolean))]
  return {
    ...content,
    topic: content.topic.trim(), question: content.question.trim(), answer: content.answer.trim(), owner: (content.owner ?? "").trim(),
    variants: once(content.variants).filter((one) => one !== content.question.trim()), tags: once(content.tags),
  }
}

// One line a phrase; list marks and numbers in front, as copied from documents, go.
export const pastedLines = (text) =>
  text.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•·]|\d{1,3}[.)、．])\s*/, "").trim()).filter(Boolean)

// Words that stand for hidden data of a customer, as in examples of gaps and in proposals.
const MASK = /\[(?:邮箱|工单号|订单号|序列号|电话|地址|姓名|号码|email|ticket number|order number|serial number|phone|address|name|number)\]/

// What can be seen without asking the server, by field: [{field, level, key, values}].
export function warnings(content, now) {
  const found = []
  const say = (field, level, key, values = {}) => found.push({ field, level, key, values })
  for (const name of ["topic", "question", "answer"]) if (!content[name].trim()) say(name, "error", `missing_${name}`)
  if (content.answer.length > 8000) say("answer", "error", "answer_too_long", { count: content.answer.length })
  if ((content.answer.match(/^\s*```/gm) ?? []).length % 2) say("answer", "error", "code_open")
  else if ((content.answer.match(/\*\*/g) ?? []).length % 2) say("answer", "warning", "bold_open")
  for (const name of ["question", "variants", "answer"]) {
    const mask = String(content[name]).match(MASK)
    if (mask) say(name, "warning", "masked", { text: mask[0] })
  }
  if (content.question.length > 500) say("question", "error", "phrase_too_long")
  const written = content.variants.filter((one) => one.trim())
  if (written.some((one) => one.length > 500)) say("variants", "error", "phrase_too_long")
  if (written.length < 4) say("variants", "warning", "few_variants", { count: written.length })
  const repeated = repeats(content).at(0)
  if (repeated) say("variants", "warning", "repeated", { text: repeated })
  const { valid_from: from, valid_until: until } = content
  if (from && until && until <= from) say("valid_until", "error", "ends_before")
  else if (until && until < now) say("valid_until", "warning", "expired_already")
  return found
}

export function repeats(content) {
  const seen = new Set([folded(content.question)])
  return content.variants.filter((one) => {
    const key = folded(one)
    if (!key) return false
    const before = seen.has(key)
    seen.add(key)
    return before
  })
}

const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}]+/gu, "")
