// The knowledge API. What an editor changes carries the mark (etag) of the version it was made from.
import { call } from "../desk/api.js"

const BASE = "/api/knowledge"
// The gate asks every stored question, and the first question of a server loads the model: both take a while.
const SLOW = 120

const marked = (etag) => ({ headers: { "If-Match": etag || "0.0" } })
const at = (id, language) => `${BASE}/articles/${encodeURIComponent(id)}/${language}`
const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined))

export const whoAmI = () => call("GET", `${BASE}/me`)
export const findArticles = (filters) => call("GET", `${BASE}/articles?${query(filters)}`)
export const article = (id) => call("GET", `${BASE}/articles/${encodeURIComponent(id)}`)
export const saveDraft = (id, language, etag, content, why = "") => call("PUT", at(id, language), { content, why }, marked(etag))
export const dropDraft = (id, language, etag) => call("DELETE", `${at(id, language)}/draft`, undefined, marked(etag))
export const check = (id, language, content) => call("POST", `${at(id, language)}/check`, { content }, { seconds: SLOW })
export const publish = (id, language, etag, why, override) =>
  call("POST", `${at(id, language)}/publish`, { why, override }, { ...marked(etag), seconds: SLOW })
export const archive = (id, language, etag, why, override) =>
  call("POST", `${at(id, language)}/archive`, { why, override }, { ...marked(etag), seconds: SLOW })
export const submit = (id, language, etag, note) => call("POST", `${at(id, language)}/submit`, { note }, marked(etag))
export const sendBack = (id, language, etag, note) => call("POST", `${at(id, language)}/return`, { note }, marked(etag))
export const history = (id, language) => call("GET", `${at(id, language)}/history`)
export const revision = (id, language, n) => call("GET", `${at(id, language)}/history/${n}`)
export const restore = (id, language, etag, n, why) => call("POST", `${at(id, language)}/restore`, { n, why }, marked(etag))
export const tryOut = (body) => call("POST", `${BASE}/try`, body, { seconds: SLOW })
export const teach = (text, id, language) => call("POST", `${BASE}/teach`, { text, id, language })
export const regressionQuestions = () => call("GET", `${BASE}/regression`)
export const addRegression = (question, language, id) => call("POST", `${BASE}/regression`, { question, language, article: id })
export const dropRegression = (id) => call("DELETE", `${BASE}/regression/${encodeURIComponent(id)}`)
export const gaps = (days, language) => call("GET", `${BASE}/gaps?${query({ days, language })}`, undefined, { seconds: SLOW })
export const ignoreGap = (key, texts, why) => call("POST", `${BASE}/gaps/ignore`, { key, texts, why })
export const use = (days) => call("GET", `${BASE}/use?days=${days}`)
export const preview = (answer) => call("POST", "/knowledge/preview", { answer })
export const exportAddress = (format, language) => `${BASE}/export?${query({ format, language })}`
export const templateAddress = (format) => `${BASE}/template?format=${format}`

// The body is the file itself; without `apply` the server only tells what it would do.
export const importFile = (file, { apply, publish: alsoPublish, format }) =>
  call("POST", `${BASE}/import?${query({ name: file.name, format, apply: apply ? 1 : 0, publish: alsoPublish ? 1 : 0 })}`, file, { seconds: SLOW })
