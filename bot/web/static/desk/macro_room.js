// Where macros are kept: everybody's and one's own, to add, change and delete.
import { signal } from "@preact/signals"
import { canned, loadCanned } from "./canned.js"
import { Dialog } from "./dialog.js"
import { Icon } from "./icons.js"
import { deleteMacro, loadMacros, macros, macrosFailed, told } from "./macro.js"
import { MacroForm } from "./macro_form.js"
import { t } from "./texts.js"
import { html, useLayoutEffect, useRef, useState } from "./ui.js"

const open = signal(false)
export const showMacros = () => { open.value = true; loadMacros(); if (!canned.peek()) loadCanned() }

export function MacrosDialog() {
  return open.value && html`<${Room} />`
}

function Room() {
  // null: the list; else the macro in the form, without an id when it is new.
  const [edited, setEdited] = useState(null)
  const guard = useRef(null)
  const close = () => { if (!guard.current?.()) open.value = false }
  const back = () => setEdited(null)
  return html`<${Dialog} title=${t(edited ? (edited.id ? "macro_change" : "macro_new") : "macros")} onClose=${close} wide=${true}>
    ${edited ? html`<${MacroForm} key=${edited.id ?? "new"} macro=${edited} guard=${guard} finish=${back} remove=${async () => { await deleteMacro(edited); back() }} />` : html`<${List} edit=${setEdited} />`}
  </${Dialog}>`
}

function List({ edit }) {
  const box = useRef(null)
  const found = macros.value
  // Coming back from the form the focus would be nowhere; and before the list is here the button cannot take it.
  useLayoutEffect(() => { box.current.querySelector(".canned-tools button")?.focus() }, [Boolean(found && canned.value)])
  const parts = [["macros_shared", (found?.macros ?? []).filter((one) => one.shared)], ["macros_mine", (found?.macros ?? []).filter((one) => !one.shared)]]
  return html`<div class="canned macros" ref=${box}>
    <p class="help">${t("macros_help")}</p>
    <div class="canned-tools"><button class="main" data-first disabled=${!found || !canned.value} onClick=${() => edit({ name: "", steps: [], shared: found.may_share })}><${Icon} name="plus" />${t("macro_new")}</button></div>
    ${!found && (macrosFailed.value
      ? html`<p class="problem" role="alert">${t("macros_failed")} <button class="link" onClick=${loadMacros}>${t("try_again")}</button></p>`
      : html`<p class="help" role="status">${t("loading")}</p>`)}
    ${found && parts.map(([name, some]) => html`<section key=${name} aria-labelledby=${name}>
      <h3 id=${name}>${t(name)} <span class="count">${some.length}</span></h3>
      ${!some.length && html`<p class="empty">${t(`${name}_empty`)}</p>`}
      <ul>${some.map((one) => html`<li key=${one.id}><button class="canned-row" disabled=${!canned.value} onClick=${() => edit(one)}>
        <span class="code"><strong>${one.name}</strong></span><span class="words" dir="auto">${one.steps.map(told).join(" → ")}</span></button></li>`)}</ul>
    </section>`)}
  </div>`
}
