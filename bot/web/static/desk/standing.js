// How the customer stands with the shop: VIP or not, and the agent of their own. In the customer pane.
import { signal } from "@preact/signals"
import { get, put } from "./api.js"
import { detail, refresh } from "./state.js"
import { t } from "./texts.js"
import { sayError } from "./toast.js"
import { html, useEffect, useState } from "./ui.js"

const agents = signal(null)

export function Standing({ about }) {
  // What was chosen stands there while the answer is on its way.
  const [chosen, setChosen] = useState(null)
  useEffect(() => { if (!agents.peek()) get("/routing/agents").then((found) => { agents.value = found.agents }, () => {}) }, [about.id])
  const shown = { tier: about.tier, dedicated: about.dedicated?.id ?? null, ...chosen }
  const set = async (wanted) => {
    setChosen(wanted)
    try {
      const found = await put(`/conversations/${about.id}/standing`, wanted)
      if (detail.peek()?.id === about.id) detail.value = { ...detail.peek(), ...found }
      refresh(about.id)
    } catch (error) {
      sayError(error)
    }
    setChosen(null)
  }
  const own = about.dedicated
  const all = [...(agents.value ?? []), ...(own && !agents.value?.some((one) => one.id === own.id) ? [own] : [])]
  return html`<section class="standing" aria-labelledby="standing-title">
    <h3 id="standing-title">${t("standing")}</h3>
    <label class="choice"><input type="checkbox" checked=${shown.tier === "vip"} disabled=${Boolean(chosen)} onChange=${(event) => set({ tier: event.target.checked ? "vip" : "normal" })} />
      <span>${t("vip_customer")}</span></label>
    <label class="pick"><span>${t("dedicated")}</span>
      <select disabled=${Boolean(chosen) || !agents.value} onChange=${(event) => set({ dedicated: event.target.value ? Number(event.target.value) : null })}>
        <option value="" selected=${shown.dedicated === null}>${t("dedicated_none")}</option>
        ${all.map((one) => html`<option key=${one.id} value=${one.id} selected=${shown.dedicated === one.id}>${one.name}</option>`)}
      </select></label>
  </section>`
}
