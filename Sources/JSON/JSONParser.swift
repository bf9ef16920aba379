internal import CSimdJSON
package import Documents

/// Turns JSON documents into trees, one after the other; reuse it, since a new one allocates.
///
/// Numbers get a canonical text: integers of up to 64 bits exactly (`15` stays `15`), all others as the shortest text
/// that gives the same double (`20.50` becomes `20.5`, `15.0` becomes `15`, `1e3` becomes `1000`). Larger integers
/// are refused, since a double would change them. Refused, too, are a key given twice in one object, the escape
/// \u0000, lone surrogates, and whatever exceeds `JSONLimits`.
///
/// One thread at a time, which being noncopyable with a mutating `parse` assures; it may move between threads, since
/// simdjson's parsers are not bound to one. It keeps the memory of its largest document, up to some 15 times that.
@safe
package struct JSONParser: ~Copyable, @unchecked Sendable {
    private var reader: OpaquePointer?

    /// Allocates nothing; the first parse does.
    package init() {}

    deinit {
        // Made by cjson_reader_create, freed once; NULL is legal.
        unsafe cjson_reader_free(reader)
    }

    /// The tree of one whole document. Throws what is wrong with it; the parser stays usable.
    package mutating func parse(_ bytes: [UInt8]) throws(JSONError) -> Document {
        try parse(bytes.span)
    }

    /// As above, for any borrowed bytes.
    package mutating func parse(_ bytes: Span<UInt8>) throws(JSONError) -> Document {
        let reader = unsafe try openReader()
        var tree = unsafe CJSONTree()
        // The bytes are only read during the call, and the tree lives until the reader's next one.
        let outcome = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe cjson_reader_parse(reader, buffer.baseAddress, buffer.count, &tree)
        }
        guard Int(outcome) == CJSON_OK else { throw Self.error(Int(outcome), in: bytes) }
        return unsafe Self.document(tree)
    }

    private mutating func openReader() throws(JSONError) -> OpaquePointer {
        if let reader = unsafe reader { return unsafe reader }
        // NULL means no memory; the depth is below the C side's own bound.
        let opened = unsafe cjson_reader_create(
            JSONLimits.documentByteCountMax, JSONLimits.depthMax, JSONLimits.nodeCountMax)
        guard let opened = unsafe opened else { throw .outOfMemory }
        unsafe reader = opened
        return unsafe opened
    }

    /// Copies the reader's tree, whose pointers and counts describe memory the reader owns.
    private static func document(_ tree: CJSONTree) -> Document {
        let source = unsafe UnsafeBufferPointer(start: tree.nodes, count: tree.node_count)
        // Every element is initialized, and the count says so.
        let nodes = unsafe [Document.Node](unsafeUninitializedCapacity: source.count) { target, count in
            for index in 0..<source.count {
                unsafe target.initializeElement(at: index, to: node(source[index]))
            }
            count = source.count
        }
        let stringCount = unsafe tree.strings_count
        let byteCount = unsafe stringCount + tree.scalars_count
        // Without bytes the library would write its count, a zero, to the empty array that all threads share.
        guard byteCount > 0 else { return Document(nodes: nodes, bytes: []) }
        // Strings and scalars are initialized up to their counts and fill the array together.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { target, count in
            if let strings = unsafe tree.strings, let scalars = unsafe tree.scalars, let start = target.baseAddress {
                unsafe start.initialize(from: strings, count: stringCount)
                unsafe (start + stringCount).initialize(from: scalars, count: byteCount - stringCount)
                count = byteCount
            }
        }
        return Document(nodes: nodes, bytes: bytes)
    }

    @inline(__always)
    private static func node(_ source: CJSONNode) -> Document.Node {
        var node = Document.Node(kind: Document.Kind(rawValue: source.kind) ?? .null)
        node.nameStart = source.name_start
        node.nameCount = source.name_count
        node.textStart = source.text_start
        node.textCount = source.text_count
        node.firstChild = source.first_child
        node.next = source.next
        return node
    }

    private static func error(_ outcome: Int, in bytes: Span<UInt8>) -> JSONError {
        switch outcome {
        case CJSON_NO_MEMORY: .outOfMemory
        case CJSON_TOO_LARGE: .documentTooLarge
        case CJSON_EMPTY: .empty
        case CJSON_TOO_DEEP: .tooDeep
        case CJSON_TOO_MANY_NODES: .tooManyValues
        case CJSON_NOT_UTF8: .notUTF8(position: firstBadByte(of: bytes))
        case CJSON_BAD_STRING: .badString
        case CJSON_BAD_NUMBER: .badNumber
        case CJSON_BAD_LITERAL: .badLiteral
        case CJSON_NUL_CHARACTER: .nulCharacter
        case CJSON_DUPLICATE_KEY: .duplicateKey
        case CJSON_TRAILING_CONTENT: .trailingContent
        default: .malformed
        }
    }

    /// simdjson does not say where; this is only asked about refused documents.
    private static func firstBadByte(of bytes: Span<UInt8>) -> Int {
        do {
            _ = try UTF8Span(validating: bytes)
            return bytes.count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
