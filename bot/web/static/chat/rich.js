// The bot's safe HTML as elements. The server has cleaned it; here only known elements are made, and never by innerHTML.
import { h } from "preact"
import { t } from "./texts.js"

const ALLOWED = new Set([
  "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr",
  "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
])
const SCHEMES = /^(https?:|mailto:)/i

export function rich(source) {
  const parsed = new DOMParser().parseFromString(source, "text/html")
  return [...parsed.body.childNodes].map(element)
}

function element(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data
  if (node.nodeType !== Node.ELEMENT_NODE) return null
  const name = node.localName
  const inner = [...node.childNodes].map(element)
  if (name === "a") return link(node.getAttribute("href") ?? "", inner)
  // A wide table scrolls inside its own frame, not the conversation.
  if (name === "table") return h("div", { class: "table", tabIndex: 0 }, h("table", null, inner))
  if (name === "ol" && node.hasAttribute("start")) return h("ol", { start: node.getAttribute("start") }, inner)
  return ALLOWED.has(name) ? h(name, null, inner) : inner
}

function link(href, inner) {
  if (!SCHEMES.test(href)) return inner
  return h("a", { href, target: "_blank", rel: "noopener nofollow" }, inner, h("span", { class: "visually-hidden" }, ` (${t("link_new_tab")})`))
}

// A person's words: plain text, web addresses made into links.
export function plain(text) {
  return text.split(/(https?:\/\/[^\s<>"'，。；！？、）】》]+[^\s<>"'，。；！？、）】》.,;:!?)\]])/).map((part, index) => (index % 2 ? link(part, part) : part))
}
