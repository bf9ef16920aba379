import Files
import Testing

@testable import Configuration

@Suite("CSV")
struct CSVTests {
    static func rows(_ text: String) -> [String] {
        var csv = CSV(Array(text.utf8), file: "f")
        var rows: [String] = []
        while true {
            do throws(ConfigurationError) {
                guard let row = try csv.next() else { return rows }
                rows.append("\(row.line) " + row.fields.map { "[\($0)]" }.joined())
            } catch {
                rows.append("\(error.line ?? 0) !")
            }
        }
    }

    @Test(
        "Fields, quotes, lines",
        arguments: [
            ("", []), ("a", ["1 [a]"]), ("a,b\n", ["1 [a][b]"]), ("a,b\r\nc", ["1 [a][b]", "2 [c]"]),
            (",\n", ["1 [][]"]), ("\"a\"", ["1 [a]"]), ("\"\"\n", ["1 []"]), ("\"a,\"\"b\"\"\",c", ["1 [a,\"b\"][c]"]),
            ("#a\n\n b ,#c\n", ["3 [ b ][#c]"]), ("\"#a\"", ["1 [#a]"]), ("a\rb\n", ["1 [a\rb]"]),
            ("\"a\nb\"\nc", ["1 !", "2 !", "3 [c]"]), ("\"a\"b\nc", ["1 !", "2 [c]"]), ("a\"b\nc", ["1 !", "2 [c]"]),
            ("\"", ["1 !"]), ("\"a\"\"", ["1 !"]), ("a,\"", ["1 !"]),
        ] as [(String, [String])])
    func table(text: String, rows: [String]) {
        #expect(Self.rows(text) == rows)
    }

    @Test("Every truncation of a file is read or refused, and reading ends")
    func truncation() {
        let text = "# c\r\na,\"b\"\"c\",\u{5e02}\n\"x\",\"y\"z\n1,2,3\n"
        for count in 0...text.utf8.count {
            #expect(Self.rows(String(decoding: text.utf8.prefix(count), as: UTF8.self)).count <= 4)
        }
    }
}
