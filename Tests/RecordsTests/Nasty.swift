/// Texts that break careless readers and writers.
enum Nasty {
    static let texts = [
        "", " ", "\"", "\\", "\\u0000", "/", "</", "]]>", "<![CDATA[", "&amp;", "{}", "[]", "null", "true", "1e999",
        "a\tb\nc\rd", "\u{1}\u{1f}", "\u{7f}\u{80}\u{9f}", "\u{2028}\u{2029}", "\u{feff}x", "\u{fffd}\u{fffe}\u{ffff}",
        "\u{5e7f}\u{4e1c}", "\u{1f600}", "e\u{301}\u{e9}", "\u{202e}abc", String(repeating: "\\\"", count: 5_000),
    ]
}
