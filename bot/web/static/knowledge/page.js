// The frame of a tab beside the articles: a question as title, one sentence, its tools.
import { html } from "../desk/ui.js"

export function Page({ title, help, tools, children }) {
  return html`<section class="page" aria-label=${title}><div class="page-inner">
    <header class="page-head"><div><h2>${title}</h2><p class="help">${help}</p></div>${tools && html`<p class="tools">${tools}</p>`}</header>
    ${children}</div></section>`
}
