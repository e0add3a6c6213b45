// The server's safe HTML and plain texts as nodes. Nothing is ever put in as markup.
import { html } from "./ui.js"

const ALLOWED = new Set(["P", "BR", "STRONG", "EM", "S", "CODE", "PRE", "BLOCKQUOTE", "UL", "OL", "LI", "A", "HR", "H3", "H4", "H5", "H6",
  "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"])
const LINK = /(https?:\/\/[^\s<>"'，。；、）)\]】]+)/g

export function rich(safe) {
  return [...new DOMParser().parseFromString(safe, "text/html").body.childNodes].map(node)
}

function node(found) {
  if (found.nodeType === Node.TEXT_NODE) return found.textContent
  if (found.nodeType !== Node.ELEMENT_NODE) return null
  const inside = [...found.childNodes].map(node)
  if (!ALLOWED.has(found.tagName)) return inside
  if (found.tagName === "A") return link(found.getAttribute("href") ?? "", inside)
  const tag = found.tagName.toLowerCase()
  return html`<${tag}>${inside}</${tag}>`
}

function link(href, inside) {
  if (!/^(https?:|mailto:)/i.test(href)) return inside
  return html`<a href=${href} target="_blank" rel="noopener nofollow">${inside}</a>`
}

export function plain(text) {
  return text.split(LINK).map((part, index) => (index % 2 ? link(part, part) : part))
}
