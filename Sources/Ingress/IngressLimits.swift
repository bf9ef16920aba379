/// The bounds of an ingress.
package enum IngressLimits {
    /// One push. A real one has 2 KB; a hundred parcel details fit many times.
    package static let bodyByteCountMax = 256 << 10
    package static let timestampWindowMax: Duration = .seconds(365 * 86_400)
    /// Records of changelogs read at once.
    static let recordCountMax = 4_096
    /// Records at the end of each partition's changelog that are looked at for the keys that it was decided under.
    static let keysTailCount: Int64 = 16
    /// How long the log may take to tell them.
    static let keysPatience: Duration = .seconds(3)
    /// Parsers kept for reuse; there are as many in use as the server has threads.
    static let parserCountMax = 64
}
