// The knowledge API. What an editor changes carries the mark (etag) of the version it was made from.
import { ApiError, call, signIn } from "../desk/api.js"

const BASE = "/api/knowledge"
// The gate asks every stored question, and the first question of a server loads the model: both take a while.
const SLOW = 120
const LONGEST_UPLOAD = 900

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

// An import is a job of the server: begun with the file, asked about, applied or cancelled by its id.
const job = (id) => `${BASE}/import/${encodeURIComponent(id)}`
export const myImport = () => call("GET", `${BASE}/import`)
export const importJob = (id) => call("GET", job(id))
export const lookAtImport = (id, alsoPublish) => call("POST", `${job(id)}/look`, { publish: alsoPublish })
export const applyImport = (id, token, override) => call("POST", `${job(id)}/apply`, { token, override })
export const cancelImport = (id) => call("DELETE", job(id))

// The body is the file itself. fetch() tells nothing about how far it is, so this is the older kind of request.
export function uploadImport(file, format, onProgress) {
  const request = new XMLHttpRequest()
  const answer = new Promise((done, failed) => {
    request.open("POST", `${BASE}/import?${query({ name: file.name, format, wait: 0 })}`)
    request.setRequestHeader("X-Requested-With", "supportbot")
    request.timeout = LONGEST_UPLOAD * 1000
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total)
    request.onerror = request.ontimeout = () => failed(new ApiError(0, "no_answer", ""))
    request.onabort = () => failed(new ApiError(0, "stopped", ""))
    request.onload = () => {
      if (request.status === 401) signIn()
      let data = {}
      try {
        data = JSON.parse(request.responseText)
      } catch {
        // A proxy's own error page.
      }
      if (request.status < 300) done(data)
      else failed(new ApiError(request.status, data.error?.code ?? "unknown", data.error?.message ?? "", data.error))
    }
    request.send(file)
  })
  return { answer, abort: () => request.abort() }
}
