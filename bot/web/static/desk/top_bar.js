// Who I am, whether I take customers, and the few settings of this browser.
import { announcement, chime } from "./alerts.js"
import { signOut } from "./api.js"
import { showHelp } from "./help.js"
import { Icon } from "./icons.js"
import { sound, theme } from "./kept.js"
import { lists, me, presence, setPresence } from "./state.js"
import { say } from "./toast.js"
import { LANGUAGES, language, speak, t } from "./texts.js"
import { html, useEffect, useRef } from "./ui.js"

const PRESENCES = ["online", "away"]

export function TopBar() {
  const online = lists.value?.online ?? []
  return html`<header class="top-bar">
    <div class="me">
      <span class="avatar" aria-hidden="true">${[...(me.value?.name ?? "·")][0]}</span>
      <div>
        <h1>${me.value?.name}</h1>
        <${Presence} />
      </div>
    </div>
    <${Menu} online=${online} />
    <p class="visually-hidden" role="status">${announcement.value}</p>
  </header>`
}

function Presence() {
  return html`<label class="presence ${presence.value}">
    <span class="dot" aria-hidden="true"></span>
    <span class="visually-hidden">${t("presence")}</span>
    <select value=${presence.value} onChange=${(event) => choose(event.target.value)}>
      ${PRESENCES.map((one) => html`<option key=${one} value=${one} selected=${presence.value === one}>${t(`presence_${one}`)}</option>`)}
    </select>
  </label>`
}

const choose = (wanted) => setPresence(wanted).catch(() => say(t("failed_change"), "error"))

function Menu({ online }) {
  const box = useRef(null)
  useEffect(() => {
    const away = (event) => {
      if (!box.current?.open) return
      const left = event.type === "keydown" ? event.key === "Escape" : !box.current.contains(event.target)
      if (!left) return
      box.current.open = false
      if (event.type === "keydown") box.current.querySelector("summary").focus()
    }
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, away)
    return () => { for (const name of ["pointerdown", "keydown"]) removeEventListener(name, away) }
  }, [])
  return html`<details class="menu" ref=${box}>
    <summary aria-label=${t("menu")} title=${t("menu")}><${Icon} name="menu" /></summary>
    <div class="sheet">
      <p class="online">${online.length ? t("online_now", { names: online.map((one) => one.name).join(t("comma")) }) : t("nobody_online")}</p>
      <label class="choice"><input type="checkbox" checked=${sound.value.value} onChange=${(event) => { sound.set(event.target.checked); if (event.target.checked) chime() }} />
        <span>${t("sound")}</span></label>
      <label class="choice pick"><span>${t("language")}</span>
        <select onChange=${(event) => speak(event.target.value)}>
          ${LANGUAGES.map((one) => html`<option key=${one} value=${one} lang=${one} selected=${language.value === one}>${one === "zh" ? "中文" : "English"}</option>`)}
        </select></label>
      <label class="choice pick"><span>${t("theme")}</span>
        <select onChange=${(event) => theme.set(event.target.value)}>
          ${["auto", "light", "dark"].map((one) => html`<option key=${one} value=${one} selected=${theme.value.value === one}>${t(`theme_${one}`)}</option>`)}
        </select></label>
      <button onClick=${() => { box.current.open = false; showHelp() }}><${Icon} name="key" />${t("keys_help")}</button>
      <button onClick=${signOut}><${Icon} name="out" />${t("sign_out")}</button>
    </div>
  </details>`
}
