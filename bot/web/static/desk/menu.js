// The few settings of this browser, the keys and the way out; each page puts its own lines on top.
import { signOut } from "./api.js"
import { Icon } from "./icons.js"
import { theme } from "./kept.js"
import { LANGUAGES, language, speak, t } from "./texts.js"
import { html, useEffect, useRef } from "./ui.js"

export function Menu({ children, onHelp }) {
  const box = useRef(null)
  useEffect(() => {
    const away = (event) => {
      if (!box.current?.open) return
      const left = event.type === "keydown" ? event.key === "Escape" : !box.current.contains(event.target)
      if (!left) return
      box.current.open = false
      if (event.type !== "keydown") return
      // Escape was for the menu: nothing below it closes as well.
      event.preventDefault()
      box.current.querySelector("summary").focus()
    }
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, away)
    return () => { for (const name of ["pointerdown", "keydown"]) removeEventListener(name, away) }
  }, [])
  return html`<details class="menu" ref=${box}>
    <summary aria-label=${t("menu")} title=${t("menu")}><${Icon} name="menu" /></summary>
    <div class="sheet">
      ${children}
      <label class="choice pick"><span>${t("language")}</span>
        <select onChange=${(event) => speak(event.target.value)}>
          ${LANGUAGES.map((one) => html`<option key=${one} value=${one} lang=${one} selected=${language.value === one}>${one === "zh" ? "中文" : "English"}</option>`)}
        </select></label>
      <label class="choice pick"><span>${t("theme")}</span>
        <select onChange=${(event) => theme.set(event.target.value)}>
          ${["auto", "light", "dark"].map((one) => html`<option key=${one} value=${one} selected=${theme.value.value === one}>${t(`theme_${one}`)}</option>`)}
        </select></label>
      <button onClick=${() => { box.current.open = false; onHelp() }}><${Icon} name="key" />${t("keys_help")}</button>
      <button onClick=${signOut}><${Icon} name="out" />${t("sign_out")}</button>
    </div>
  </details>`
}
