// Calls to the server. A refusal becomes an ApiError with the server's code; no answer at all has status 0.
export class ApiError extends Error {
  constructor(status, code, message, more = {}) {
    super(message)
    this.status = status
    this.code = code
    this.holder = more.holder
  }

  // Whether the same request may succeed later, unchanged.
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

async function call(method, path, body) {
  let answer
  try {
    answer = await fetch(`/api/desk${path}`, {
      method,
      headers: { "X-Requested-With": "supportbot", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20000),
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

export const get = (path) => call("GET", path)
export const put = (path, body) => call("PUT", path, body)
export const post = (path, body = {}) => call("POST", path, body)

export function signIn() {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`)
}

export async function signOut() {
  try {
    await fetch("/logout", { method: "POST", headers: { "X-Requested-With": "supportbot" } })
  } finally {
    location.assign("/login")
  }
}
