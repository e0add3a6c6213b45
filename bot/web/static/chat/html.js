// Preact without a compiler: html`<p>…</p>` makes the elements, text is always escaped.
import { h } from "preact"
import htm from "htm"

export const html = htm.bind(h)
