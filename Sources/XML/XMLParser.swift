internal import CLibXML2
package import Documents

/// Turns XML documents into trees, one after the other; reuse it, since a new one costs as much as a small document.
///
/// Elements become nodes with their local names; text and CDATA are joined; attributes, comments and processing
/// instructions are ignored. Refused are DOCTYPEs, entities other than the five of XML, other encodings than UTF-8,
/// text between child elements, and whatever exceeds `XMLLimits`. Reads no file and no network, and prints nothing.
///
/// One thread at a time, which being noncopyable with a mutating `parse` assures; it may move between threads, since
/// libxml2's contexts are not bound to one.
@safe
package struct XMLParser: ~Copyable, @unchecked Sendable {
    private let session: UnsafeMutablePointer<CXMLSession>
    private let tree: UnsafeMutablePointer<TreeBuilder>

    /// xmlInitParser must run once, before the first context, in one thread.
    private static let isLibraryReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Makes a parser without a context of libxml2 yet; the first parse makes it.
    package init() {
        _ = Self.isLibraryReady
        // Addresses that stay the same while libxml2 knows them; freed in deinit.
        unsafe tree = .allocate(capacity: 1)
        unsafe tree.initialize(to: TreeBuilder())
        unsafe session = .allocate(capacity: 1)
        unsafe session.initialize(to: CXMLSession(tree: tree, context: nil, error_code: 0, error_line: 0))
    }

    deinit {
        unsafe Self.discardContext(of: session)
        unsafe session.deallocate()
        unsafe tree.deinitialize(count: 1)
        unsafe tree.deallocate()
    }

    /// The tree of one whole document. Throws what is wrong with it and on which line; the parser stays usable.
    package mutating func parse(_ bytes: [UInt8]) throws(XMLError) -> Document {
        try parse(bytes.span)
    }

    /// As above, for any borrowed bytes.
    package mutating func parse(_ bytes: Span<UInt8>) throws(XMLError) -> Document {
        let start = try Precheck.check(bytes)
        let markup = bytes.extracting(start..<bytes.count)
        unsafe tree.pointee.begin(documentByteCount: markup.count)
        let isWellFormed = try run(bytes, from: start)
        if isWellFormed, let document = unsafe tree.pointee.finish() {
            unsafe Self.forgetNames(of: session)
            return document
        }
        // A context that has seen a bad document is not used again: whatever state that left is gone with it.
        unsafe Self.discardContext(of: session)
        throw fault(behind: Precheck.line(of: start, in: bytes) - 1)
    }

    /// What stands in front of the first fault of a document that was refused: the root, with those of its children
    /// that are whole; nil where there are none. It only serves to say whose document it was. UTF-8, as a repair leaves
    /// it.
    package mutating func beginning(of bytes: [UInt8]) -> Document? {
        guard let range = Precheck.readablePart(of: bytes.span) else { return nil }
        unsafe tree.pointee.begin(documentByteCount: range.count)
        guard (try? run(bytes.span.extracting(range), from: 0)) != nil else { return nil }
        unsafe Self.discardContext(of: session)
        return unsafe tree.pointee.finishBeginning()
    }

    /// Gives the bytes from `start` on to libxml2 and says whether they are well-formed.
    private mutating func run(_ all: Span<UInt8>, from start: Int) throws(XMLError) -> Bool {
        if unsafe session.pointee.context == nil {
            // libxml2 copies the table; the session outlives the context; NULL means no memory.
            var table = unsafe SAXHandlers.table()
            unsafe session.pointee.context = cxml_context_create(&table, session)
        }
        guard let context = unsafe session.pointee.context else { throw XMLError(.outOfMemory, line: 0) }
        unsafe session.pointee.error_code = 0
        unsafe session.pointee.error_line = 0
        let bytes = all.extracting(start..<all.count)
        let nulPosition = unsafe bytes.withUnsafeBufferPointer { unsafe cxml_nul_position($0.baseAddress, $0.count) }
        guard nulPosition == bytes.count else {
            throw XMLError(.nulByte, line: Precheck.line(of: start + nulPosition, in: all))
        }
        // The bytes are copied by libxml2 and not kept after the call; their count fits, see XMLLimits.
        let isWellFormed = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe cxml_parse(context, buffer.baseAddress, Int32(truncatingIfNeeded: buffer.count)) != 0
        }
        return isWellFormed
    }

    /// What went wrong in the last run: our own refusal, or the first error of libxml2, which has not seen the first
    /// lines.
    private func fault(behind lineCount: Int) -> XMLError {
        let code = unsafe Int(session.pointee.error_code)
        let line = unsafe Int(session.pointee.error_line) + lineCount
        if let refusal = unsafe tree.pointee.refusal { return XMLError(refusal, line: line) }
        switch UInt32(truncatingIfNeeded: code) {
        case XML_ERR_DOCUMENT_END.rawValue:
            let isRootClosed = unsafe tree.pointee.isRootClosed
            return XMLError(isRootClosed ? .trailingContent : .truncated, line: line)
        case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
            return XMLError(.entityReference, line: line)
        case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_ENCODING.rawValue:
            return XMLError(.illegalCharacter, line: line)
        case XML_ERR_NO_MEMORY.rawValue:
            return XMLError(.outOfMemory, line: line)
        default:
            return XMLError(.malformed(code: code), line: line)
        }
    }

    /// Starts the dictionary of names anew once strangers have filled it.
    private static func forgetNames(of session: UnsafeMutablePointer<CXMLSession>) {
        guard let names = unsafe session.pointee.context?.pointee.dict else { return }
        let nameCount = unsafe Int(xmlDictSize(names))
        let byteCount = unsafe xmlDictGetUsage(names)
        let isFull =
            nameCount > XMLLimits.rememberedNameCountMax || byteCount > XMLLimits.rememberedNameByteCountMax
        if isFull { unsafe discardContext(of: session) }
    }

    private static func discardContext(of session: UnsafeMutablePointer<CXMLSession>) {
        // Never from within a handler, so the context is not in use; it has no document of its own to free.
        guard let context = unsafe session.pointee.context else { return }
        unsafe xmlFreeParserCtxt(context)
        unsafe session.pointee.context = nil
    }
}
