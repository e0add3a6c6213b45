/* The loader for other sites: <script async src="https://your.host/widget.js"></script>
   A button in a shadow root and an iframe; nothing of the site's page is read but its address. docs/embedding.md */
(() => {
  if (window.supportbot) return
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]')
  const base = new URL(script.src, location.href).origin
  const options = { ...script.dataset }
  const WORDS = {
    zh: { open: "打开在线客服", close: "收起在线客服", frame: "在线客服", unread: "条未读消息" },
    en: { open: "Open the support chat", close: "Close the support chat", frame: "Support chat", unread: "unread messages" },
  }
  const wish = options.language || document.documentElement.lang || navigator.language || "zh"
  let language = wish.toLowerCase().startsWith("en") ? "en" : "zh"
  let frame = null
  let isOpen = false
  let isReady = false
  let unread = 0
  const listeners = new Set()

  const host = document.createElement("div")
  host.id = "supportbot-widget"
  const root = host.attachShadow({ mode: "closed" })
  const colour = /^#[0-9a-f]{6}$/i.test(options.color || "") ? options.color : "#0b7459"
  const side = options.position === "left" ? "left" : "right"
  const css = `
    :host { all: initial }
    .frame { position: fixed; ${side}: 20px; bottom: 92px; width: 380px; height: min(640px, calc(100vh - 112px)); border: 0;
      border-radius: 16px; box-shadow: 0 12px 48px rgb(12 32 26 / 24%); background: #fff; color-scheme: normal; z-index: 2147483000 }
    .frame[hidden] { display: none }
    .launcher { position: fixed; ${side}: 20px; bottom: 20px; width: 56px; height: 56px; border: 0; border-radius: 50%; cursor: pointer;
      background: ${colour}; color: #fff; box-shadow: 0 6px 24px rgb(12 32 26 / 30%); display: grid; place-items: center; z-index: 2147483000; transition: transform 140ms }
    .launcher:hover { transform: scale(1.05) }
    .launcher:focus-visible { outline: 3px solid #fff; outline-offset: -5px; box-shadow: 0 0 0 3px ${colour} }
    .badge { position: absolute; top: -4px; ${side === "right" ? "left" : "right"}: -4px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
      border-radius: 11px; background: #b3261e; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center }
    .badge[hidden] { display: none }
    @media (max-width: 520px) {
      .frame { inset: 0; width: 100%; height: 100vh; height: 100dvh; border-radius: 0 }
      .launcher.open { display: none }
    }
    @media (prefers-reduced-motion: reduce) { .launcher { transition: none } }`
  // A constructed sheet is not touched by the site's Content-Security-Policy, a <style> element would be.
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    const style = document.createElement("style")
    style.textContent = css
    root.append(style)
  }

  const launcher = document.createElement("button")
  launcher.type = "button"
  launcher.className = "launcher"
  const badge = document.createElement("span")
  badge.className = "badge"
  badge.hidden = true
  launcher.append(icon("M4 5.500h16v11H11l-4.500 3.500v-3.500H4v-11ZM8.500 9.500h7M8.500 12.500h4"), badge)
  launcher.addEventListener("click", () => (isOpen ? close() : open()))
  root.append(launcher)

  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const facts = { viewBox: "0 0 24 24", width: 28, height: 28, fill: "none", stroke: "currentColor", "stroke-width": 1.8,
      "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }
    for (const [name, value] of Object.entries(facts)) svg.setAttribute(name, value)
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path")
    line.setAttribute("d", path)
    svg.append(line)
    return svg
  }

  function label() {
    const words = WORDS[language]
    launcher.setAttribute("aria-label", (isOpen ? words.close : words.open) + (unread && !isOpen ? `, ${unread} ${words.unread}` : ""))
    launcher.setAttribute("aria-expanded", String(isOpen))
    launcher.classList.toggle("open", isOpen)
    launcher.querySelector("path").setAttribute("d", isOpen ? "m6.500 9.500 5.500 5.500 5.500-5.500" : "M4 5.500h16v11H11l-4.500 3.500v-3.500H4v-11ZM8.500 9.500h7M8.500 12.500h4")
    badge.hidden = isOpen || unread === 0
    badge.textContent = unread > 9 ? "9+" : String(unread)
    if (frame) frame.title = words.frame
  }

  function load() {
    if (frame) return
    frame = document.createElement("iframe")
    frame.className = "frame"
    frame.hidden = !isOpen
    frame.setAttribute("allow", "autoplay")
    frame.src = `${base}/widget?lang=${language}`
    root.insertBefore(frame, launcher)
    label()
  }

  function tell(message) {
    if (isReady) frame.contentWindow.postMessage({ source: "supportbot-host", ...message }, base)
  }

  function open() {
    isOpen = true
    load()
    frame.hidden = false
    try { localStorage.setItem("supportbot.used", "1") } catch { /* not allowed here */ }
    unread = 0
    label()
    tell({ type: "open" })
    if (isReady) frame.focus()
    emit("open")
  }

  function close() {
    if (!isOpen) return
    isOpen = false
    if (frame) frame.hidden = true
    label()
    tell({ type: "close" })
    launcher.focus()
    emit("close")
  }

  function setLocale(wanted) {
    language = String(wanted).toLowerCase().startsWith("en") ? "en" : "zh"
    label()
    tell({ type: "locale", locale: language })
  }

  function emit(name, detail = {}) {
    for (const [wanted, listener] of listeners) if (wanted === name) listener(detail)
  }

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== base || event.data?.source !== "supportbot") return
    if (event.data.type === "ready") {
      isReady = true
      tell({ type: "init", page: location.origin + location.pathname, scheme: options.theme })
      tell({ type: isOpen ? "open" : "close" })
      if (isOpen) frame.focus()
      emit("ready")
    }
    if (event.data.type === "close") close()
    if (event.data.type === "unread") {
      unread = Number(event.data.count) || 0
      label()
      emit("unread", { count: unread })
    }
  })

  window.supportbot = {
    open, close, setLocale,
    toggle: () => (isOpen ? close() : open()),
    on: (name, listener) => { const entry = [name, listener]; listeners.add(entry); return () => listeners.delete(entry) },
  }

  function begin() {
    document.body.append(host)
    label()
    // Who has talked to us before may have an answer waiting: load quietly to show the number.
    let used = false
    try { used = localStorage.getItem("supportbot.used") === "1" } catch { /* not allowed here */ }
    if (options.open === "true") open()
    else if (used) load()
  }
  if (document.body) begin()
  else addEventListener("DOMContentLoaded", begin)
})()
