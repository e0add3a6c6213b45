import { Banners } from "./banner.js"
import { Composer } from "./composer.js"
import { Header } from "./header.js"
import { html } from "./html.js"
import { Log } from "./log.js"

export function App() {
  return html`<main class="chat"><${Header} /><${Banners} /><${Log} /><${Composer} /></main>`
}
