/** A user's module outside this repository: how it reaches a thread, and what has been loaded of it. Plain data and the port's types. */

/** Plain values: posted to threads and other machines, which import the same file and check that it is the same. */
export interface PluginDescriptor {
  /** `file:` URL. */
  readonly url: string
  /** The export that is a strategy (`default` as a rule); null: the module's exports are plug-ins by kind. */
  readonly export: string | null
  /** Name under which a config finds a strategy that the module is: from the export or the file. */
  readonly name: string
  /** 64 hex over the code in the module's folder. */
  readonly hash: string
}

export interface PluginModule extends PluginDescriptor {
  /** For messages: the file as the user wrote it. */
  readonly file: string
  readonly exports: Readonly<Record<string, unknown>>
}
