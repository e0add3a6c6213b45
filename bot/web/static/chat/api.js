// One way to ask the server; every refusal becomes an ApiError with the server's code.
import { isWidget } from "./config.js"
import { read, remove, write } from "./storage.js"

export class ApiError extends Error {
  constructor(status, code, message, retryAfter) {
    super(message)
    Object.assign(this, { status, code, retryAfter })
  }

  // Whether the same request may succeed later: no answer, a busy server, or too many at once.
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

// Inside a frame on another site browsers send no SameSite cookie, so the widget also shows its token itself.
export const token = () => (isWidget ? read("token") : null)
export const keepToken = (value) => { if (isWidget && value) write("token", value) }
export const dropToken = () => remove("token")

export function headers(more = {}) {
  const bearer = token()
  // The server gives a frame a second, partitioned cookie; where browsers refuse that too, the token is the session.
  const frame = isWidget ? { "X-Requested-With": "supportbot-widget" } : {}
  return { ...more, ...frame, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) }
}

export async function call(method, path, body) {
  let response
  const stop = new AbortController()
  const patience = setTimeout(() => stop.abort(), 20000)
  try {
    response = await fetch(path, {
      method,
      signal: stop.signal,
      headers: headers(body === undefined ? {} : { "Content-Type": "application/json" }),
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    const data = text ? JSON.parse(text) : null
    if (response.ok) return data
    const error = data?.error ?? {}
    throw new ApiError(response.status, error.code ?? "", error.message ?? "", Number(response.headers.get("Retry-After")) || 0)
  } catch (error) {
    if (error instanceof ApiError) throw error
    // A proxy's HTML page instead of JSON is a server in trouble, silence is no connection.
    throw new ApiError(response && !response.ok ? response.status : 0, "", String(error), 0)
  } finally {
    clearTimeout(patience)
  }
}
