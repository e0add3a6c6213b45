// Calls to the server. A refusal becomes an ApiError with the server's code; no answer at all has status 0.
import { language } from "./texts.js"

export class ApiError extends Error {
  constructor(status, code, message, more = {}) {
    super(message)
    this.status = status
    this.code = code
    this.holder = more.holder
    this.more = more
  }

  // Whether the same request may succeed later, unchanged.
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

export async function call(method, address, body, { headers = {}, seconds = 20 } = {}) {
  const file = body instanceof Blob
  let answer
  try {
    answer = await fetch(address, {
      method,
      // The page's language, which need not be the browser's: the server's sentences come in it.
      headers: { "X-Requested-With": "supportbot", "Accept-Language": language.peek(), ...(body === undefined || file ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined || file ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    })
  } catch (cause) {
    throw new ApiError(0, "no_answer", String(cause))
  }
  if (answer.status === 401) signIn()
  const text = await answer.text()
  let data = {}
  try {
    data = text ? JSON.parse(text) : {}
  } catch {
    // A proxy's own error page.
  }
  if (!answer.ok) throw new ApiError(answer.status, data.error?.code ?? "unknown", data.error?.message ?? "", data.error)
  return data
}

export const get = (path) => call("GET", `/api/desk${path}`)
export const put = (path, body) => call("PUT", `/api/desk${path}`, body)
export const post = (path, body = {}) => call("POST", `/api/desk${path}`, body)

// Several calls may learn at once that the session has ended; a second departure would break off the first.
let leaving = false
addEventListener("pageshow", () => { leaving = false })

export function signIn() {
  if (leaving) return
  leaving = true
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
}

export async function signOut() {
  try {
    await fetch("/logout", { method: "POST", headers: { "X-Requested-With": "supportbot" } })
  } finally {
    location.assign("/login")
  }
}
