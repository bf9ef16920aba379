/// What is refused before libxml2 sees the document: it would look up converters for other encodings in the file
/// system, it takes a NUL byte after the root element for the end, and it lets some illegal UTF-8 in CDATA pass.
enum Precheck {
    /// The position at which the document starts, behind a byte order mark and blanks, which libxml2 does not take in
    /// front of a declaration.
    static func check(_ bytes: Span<UInt8>) throws(XMLError) -> Int {
        guard !bytes.isEmpty else { throw XMLError(.empty, line: 1) }
        guard bytes.count <= XMLLimits.documentByteCountMax else { throw XMLError(.documentTooLarge, line: 1) }
        if let name = wideEncoding(bytes) { throw XMLError(.encoding(name), line: 1) }
        let start = markupStart(bytes)
        let markup = bytes.extracting(start..<bytes.count)
        guard !markup.isEmpty else { throw XMLError(.empty, line: 1) }
        guard markup[0] == UInt8(ascii: "<") else {
            // libxml2's number for "start tag expected".
            throw XMLError(.malformed(code: 4), line: 1)
        }
        try checkDeclaration(markup)
        try checkUTF8(bytes)
        try checkAttributes(markup)
        return start
    }

    /// What may be given to libxml2 of a document that was refused: behind its declaration, and up to what `check`
    /// refuses. Nil where nothing may.
    static func readablePart(of bytes: Span<UInt8>) -> Range<Int>? {
        guard bytes.count <= XMLLimits.documentByteCountMax, wideEncoding(bytes) == nil else { return nil }
        let mark = markupStart(bytes)
        let start = declarationEnd(bytes.extracting(mark..<bytes.count)).map { mark + $0 } ?? mark
        guard (try? UTF8Span(validating: bytes)) != nil else { return nil }
        var (end, equalsSignCount) = (start, 0)
        while end < bytes.count, equalsSignCount < XMLLimits.equalsSignCountMax {
            if bytes[end] == UInt8(ascii: "=") { equalsSignCount &+= 1 }
            end &+= 1
        }
        return start < end ? start..<end : nil
    }

    /// The position behind an XML declaration; nil where there is none, or no end in reach.
    private static func declarationEnd(_ bytes: Span<UInt8>) -> Int? {
        guard starts(bytes, with: "<?xml", at: 0) else { return nil }
        for index in 0..<min(bytes.count, XMLLimits.declarationByteCountMax) where starts(bytes, with: "?>", at: index)
        {
            return index + 2
        }
        return nil
    }

    private static func checkUTF8(_ bytes: Span<UInt8>) throws(XMLError) {
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            throw XMLError(.notUTF8, line: line(of: error.byteOffsets.lowerBound, in: bytes))
        }
    }

    private static func checkAttributes(_ bytes: Span<UInt8>) throws(XMLError) {
        // A document that small cannot have too many.
        guard bytes.count > XMLLimits.equalsSignCountMax else { return }
        var equalsSignCount = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "=") { equalsSignCount &+= 1 }
        guard equalsSignCount <= XMLLimits.equalsSignCountMax else { throw XMLError(.tooManyAttributes, line: 1) }
    }

    /// The line, from 1, on which the byte at `position` stands.
    static func line(of position: Int, in bytes: Span<UInt8>) -> Int {
        var line = 1
        for index in 0..<min(position, bytes.count) where bytes[index] == UInt8(ascii: "\n") { line &+= 1 }
        return line
    }

    /// The encoding of a document whose characters take two or four bytes.
    static func wideEncoding(_ bytes: Span<UInt8>) -> String? {
        guard bytes.count >= 2 else { return nil }
        let third: UInt8? = bytes.count >= 4 ? bytes[2] : nil
        switch (bytes[0], bytes[1]) {
        case (0, 0): return "UTF-32"
        case (0xFF, 0xFE), (0x3C, 0): return third == 0 ? "UTF-32" : "UTF-16"
        case (0xFE, 0xFF), (0, 0x3C): return "UTF-16"
        default: return nil
        }
    }

    /// The position behind a UTF-8 byte order mark and blanks.
    private static func markupStart(_ bytes: Span<UInt8>) -> Int {
        let isMarked = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        var start = isMarked ? 3 : 0
        while start < bytes.count, isSpace(bytes[start]) { start &+= 1 }
        return start
    }

    private static func checkDeclaration(_ bytes: Span<UInt8>) throws(XMLError) {
        guard starts(bytes, with: "<?xml", at: 0), bytes.count > 5, isSpace(bytes[5]) else { return }
        // A word that stands half outside of it is not in reach.
        let declaration = bytes.extracting(0..<min(bytes.count, XMLLimits.declarationByteCountMax))
        var index = 5
        while index < declaration.count, !starts(declaration, with: "?>", at: index) {
            if starts(declaration, with: "encoding", at: index) {
                return try checkEncoding(declaration.extracting((index + 8)..<declaration.count))
            }
            index &+= 1
        }
        // Without an end in reach it could still name an encoding; libxml2's number for "declaration not finished".
        guard index < declaration.count else { throw XMLError(.malformed(code: 57), line: 1) }
    }

    /// `bytes` starts behind the word `encoding`.
    private static func checkEncoding(_ bytes: Span<UInt8>) throws(XMLError) {
        var name = ""
        for index in bytes.indices {
            let byte = bytes[index]
            let isQuote = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            if isQuote && !name.isEmpty { break }
            if isNameByte(byte) && name.utf8.count < 40 { name.unicodeScalars.append(Unicode.Scalar(byte)) }
            if byte == UInt8(ascii: "?") { break }
        }
        guard name.lowercased() == "utf-8" else { throw XMLError(.encoding(name), line: 1) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "0123456789-._:".utf8.contains(byte)
    }

    private static func starts(_ bytes: Span<UInt8>, with word: StaticString, at start: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count &- start >= count else { return false }
        return word.withUTF8Buffer { letters in
            for index in 0..<count {
                guard unsafe letters[index] == bytes[start &+ index] else { return false }
            }
            return true
        }
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
