import Documents
import Glibc
import SeedEvents
import Testing
import XML

@Suite("Documents made to do harm")
struct XMLHostileTests {
    @Test(arguments: [XMLLimits.depthMax + 1, 100, 100_000])
    func tooManyLevels(count: Int) {
        var parser = XMLParser()
        let bytes = Array(String(repeating: "<a>", count: count).utf8)
        #expect(throws: XMLError(.tooDeep, line: 1)) { try parser.parse(bytes) }
    }

    @Test func tooManyElements() {
        var parser = XMLParser()
        let bytes = Array(("<a>" + String(repeating: "<b/>", count: XMLLimits.nodeCountMax) + "</a>").utf8)
        #expect(throws: XMLError(.tooManyElements, line: 1)) { try parser.parse(bytes) }
    }

    @Test func tooMuchText() {
        var parser = XMLParser()
        let text = String(repeating: "x", count: XMLLimits.textByteCountMax + 1)
        #expect(throws: XMLError(.tooMuchText, line: 1)) { try parser.parse(Array("<a>\(text)</a>".utf8)) }
        #expect(throws: XMLError(.tooMuchText, line: 1)) {
            try parser.parse(Array("<a><b><![CDATA[\(text)]]></b></a>".utf8))
        }
    }

    @Test func tooLargeADocument() {
        var parser = XMLParser()
        let spaces = String(repeating: " ", count: XMLLimits.documentByteCountMax)
        #expect(throws: XMLError(.documentTooLarge, line: 1)) { try parser.parse(Array("<a/>\(spaces)".utf8)) }
    }

    @Test func tooManyAttributes() {
        var parser = XMLParser()
        let attributes = (0...XMLLimits.equalsSignCountMax).map { " a\($0)=''" }.joined()
        #expect(throws: XMLError(.tooManyAttributes, line: 1)) { try parser.parse(Array("<a\(attributes)/>".utf8)) }
    }

    @Test func billionLaughs() {
        var parser = XMLParser()
        var xml = "<!DOCTYPE a [<!ENTITY e0 'ha'>"
        for level in 1...9 {
            let references = String(repeating: "&e\(level - 1);", count: 10)
            xml += "<!ENTITY e\(level) '\(references)'>"
        }
        xml += "]><a>&e9;</a>"
        let bytes = Array(xml.utf8)
        #expect(throws: XMLError(.doctype, line: 1)) { try parser.parse(bytes) }
    }

    @Test(arguments: [
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'PATH'>]><a>&b;</a>",
        "<!DOCTYPE a SYSTEM 'PATH'><a/>",
        "<!DOCTYPE a PUBLIC 'p' 'PATH'><a/>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file://PATH'>%p;]><a/>",
    ])
    func noFileIsOpened(template: String) throws {
        let file = try WatchedFile()
        var parser = XMLParser()
        let bytes = Array(replace("PATH", by: file.path, in: template).utf8)
        #expect(throws: XMLError(.doctype, line: 1)) { try parser.parse(bytes) }
        #expect(!file.wasOpened)
        // The watch itself works.
        // Swift lends the path as a C string for the call.
        close(unsafe open(file.path, O_RDONLY))
        #expect(file.wasOpened)
    }

    /// Every pair of bytes from 0x80 with every other byte behind it, and random longer ones, in text, in CDATA and in
    /// an attribute: what is accepted is UTF-8, and what is UTF-8 is accepted.
    @Test func onlyUTF8IsAccepted() {
        var parser = XMLParser()
        var numbers = SeededNumbers(state: 1)
        var sequences: [[UInt8]] = []
        for first in UInt8(0x80)...0xFF {
            for second in stride(from: UInt8(0x40), through: 0xF8, by: 8) { sequences.append([first, second | 1]) }
        }
        for _ in 0..<4_000 {
            let first = UInt8.random(in: 0xE0...0xF7, using: &numbers)
            let rest = (0..<Int.random(in: 2...3, using: &numbers)).map { _ in
                UInt8.random(in: 0x70...0xCF, using: &numbers)
            }
            sequences.append([first] + rest)
        }
        for sequence in sequences + Self.illegal {
            let isLegal = String(validating: sequence, as: UTF8.self) != nil && !Self.isNoncharacter(sequence)
            for (before, after) in [("<a>", "</a>"), ("<a><![CDATA[", "]]></a>"), ("<a b='", "'/>")] {
                let bytes = Array(before.utf8) + sequence + Array(after.utf8)
                let isAccepted = (try? parser.parse(bytes)) != nil
                #expect(isAccepted == isLegal, "\(before) \(sequence)")
            }
        }
    }

    private static let illegal: [[UInt8]] = [
        [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0xAF],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0x80], [0xE4, 0xB8],
    ]

    /// U+FFFE and U+FFFF are UTF-8 but not XML.
    private static func isNoncharacter(_ sequence: [UInt8]) -> Bool {
        sequence.starts(with: [0xEF, 0xBF, 0xBE]) || sequence.starts(with: [0xEF, 0xBF, 0xBF])
    }

    private func replace(_ word: String, by text: String, in template: String) -> String {
        template.split(separator: word, omittingEmptySubsequences: false).joined(separator: text)
    }
}

/// A file of which the kernel tells whether anybody has opened it.
private final class WatchedFile {
    let path = "/tmp/waybill-xml-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    private let watch = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))

    init() throws {
        // Swift lends the path as a C string for the call, here and below.
        let made = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
        try #require(made >= 0)
        close(made)
        let isWatched = unsafe inotify_add_watch(watch, path, UInt32(IN_OPEN)) >= 0
        try #require(isWatched)
    }

    deinit {
        close(watch)
        _ = unsafe unlink(path)
    }

    var wasOpened: Bool {
        var event = [UInt8](repeating: 0, count: 512)
        // read writes at most so many bytes into the array, and keeps no pointer to it.
        return unsafe read(watch, &event, event.count) > 0
    }
}
