extension HMACSHA256 {
    /// The first eight bytes of a code over a fixed label: it tells a key from all others, and says nothing else of it.
    ///
    /// No label has a NUL, which stands in every message that is digested under the same key.
    func fingerprint(label: String) -> UInt64 {
        code(for: Array(label.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Tells this key from all others; the key cannot be found by it.
    package var fingerprint: UInt64 { fingerprint(label: "waybill digest key") }
}
