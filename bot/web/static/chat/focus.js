// Where the keyboard goes after something is done. Touch screens are left alone: focus would raise their keyboard.
export function focusComposer() {
  if (matchMedia("(pointer: fine)").matches) setTimeout(() => document.getElementById("composer")?.focus(), 0)
}

export const focusPersonButton = () => setTimeout(() => document.getElementById("person")?.focus(), 0)
