internal import Foundation

/// A push as it arrives in practice, odd in one way, with what it must be answered. The bodies are files below
/// `Tests/Cases`, byte for byte.
package struct OddPush: Sendable, CustomStringConvertible {
    package enum Outcome: Sendable {
        /// ResultCode 0. `repairs` are the kinds of characters that had to be put right.
        case served(repairs: [String])
        /// The event's own reply with that code, and one dead letter; the message has that part.
        case refused(code: Int, part: String)
    }

    package let file: String
    package let order: String
    package let outcome: Outcome
    package var description: String { file }

    package static let all = [
        OddPush("01a-xml-control-1d.xml", "t2-01a", .served(repairs: ["control"])),
        OddPush("01c-xml-control-reference.xml", "t2-01c", .served(repairs: ["reference"])),
        OddPush("02a-json-control-14.json", "t2-02a", .served(repairs: ["control"])),
        OddPush("02b-json-raw-newline.json", "t2-02b", .served(repairs: ["control"])),
        OddPush("03a-nested-cdata.xml", "t2-03a", .refused(code: -1, part: "XML line 13: ")),
        OddPush("04a-pretty-printed.xml", "t2-04a", .served(repairs: [])),
        OddPush("04b-blank-behind-event.xml", "t2-04b", .served(repairs: [])),
        OddPush("05a-lone-high-surrogate.json", "t2-05a", .served(repairs: ["surrogate"])),
        OddPush("05b-pair-control.json", "t2-05b", .served(repairs: [])),
        OddPush("06-empty-sections.xml", "t2-06", .served(repairs: [])),
        OddPush("07-compatible-mode.xml", "t2-07", .served(repairs: [])),
        OddPush("09a-weight-noise.json", "t2-09a", .served(repairs: [])),
        OddPush(
            "10a-gbk-name.xml", "t2-10a", .refused(code: 20004, part: "Receiver.Name has lost most of its characters")),
    ]

    private init(_ file: String, _ order: String, _ outcome: Outcome) {
        (self.file, self.order, self.outcome) = (file, order, outcome)
    }

    package func body() throws -> [UInt8] { try Self.bytes(of: file) }

    /// The query that such pushes come with, signed for the push token `demotoken`.
    package static func query(_ file: String = "00-query.txt") throws -> String {
        String(decoding: try bytes(of: file), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    package static func bytes(of file: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        return Array(try Data(contentsOf: folder.appendingPathComponent("../Cases/\(file)")))
    }
}
