/** What each shell must be told, so that it asks `coder __complete` at a press of the Tab key. */
export const SCRIPTS = {
  bash: `_coder() {
  local IFS=$'\\n'
  COMPREPLY=($(coder __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _coder coder
`,
  zsh: `#compdef coder
_coder() {
  local -a found
  found=("\${(@f)$(coder __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _coder coder
`,
  fish: `complete -c coder -a '(coder __complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName coder -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($wordToComplete -eq "") { $words += '""' }
  coder __complete -- @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
} as const;

export type Shell = keyof typeof SCRIPTS;

export const isShell = (word: string): word is Shell => Object.hasOwn(SCRIPTS, word);
