internal import CLibXML2

/// The functions libxml2 calls while it parses. Each gets the session given to the context, whose tree outlives the
/// parse, and names and texts that are valid for the call.
enum SAXHandlers {
    /// The table for building a tree. Without handlers for entities and subsets libxml2 reads none of them.
    static func table() -> xmlSAXHandler {
        var table = unsafe xmlSAXHandler()
        unsafe table.initialized = XML_SAX2_MAGIC
        // Its errors go to the session and nowhere else.
        unsafe table.serror = cxml_record_error
        unsafe table.startElementNs = openElement
        unsafe table.endElementNs = closeElement
        unsafe table.characters = appendText
        // The same function for both spares libxml2 the question whether a text is ignorable.
        unsafe table.ignorableWhitespace = appendText
        unsafe table.cdataBlock = appendSection
        unsafe table.internalSubset = refuseDoctype
        unsafe table.reference = refuseReference
        return unsafe table
    }
}

/// Lets `body` change the tree, and stops the parser at the line of the first refusal.
@inline(__always)
private func update(_ userState: UnsafeMutableRawPointer?, _ body: (inout TreeBuilder) -> Void) {
    // libxml2 hands back the pointer the context was made with: the parser's session, which holds its tree builder.
    guard let userState = unsafe userState else { return }
    let session = unsafe userState.assumingMemoryBound(to: CXMLSession.self)
    guard let tree = unsafe session.pointee.tree?.assumingMemoryBound(to: TreeBuilder.self) else { return }
    unsafe body(&tree.pointee)
    if unsafe tree.pointee.isRefused { unsafe stop(session) }
}

private func stop(_ session: UnsafeMutablePointer<CXMLSession>) {
    // The context is the one that is calling; xmlStopParser may be called from its handlers.
    guard let context = unsafe session.pointee.context else { return }
    unsafe session.pointee.error_line = unsafe cxml_line(context)
    unsafe xmlStopParser(context)
}

private let openElement: startElementNsSAX2Func = { userState, name, _, _, _, _, _, _, _ in
    guard let name = unsafe name else { return }
    // A name of libxml2 is a C string of its dictionary.
    let bytes = unsafe UnsafeBufferPointer(start: name, count: strlen(name))
    unsafe update(userState) { tree in unsafe tree.open(bytes) }
}

private let closeElement: endElementNsSAX2Func = { userState, _, _, _ in
    unsafe update(userState) { tree in tree.close() }
}

private let appendText: charactersSAXFunc = { userState, text, count in
    // A text is given with its length and has no end mark.
    let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(max(count, 0)))
    unsafe update(userState) { tree in unsafe tree.append(bytes) }
}

private let appendSection: cdataBlockSAXFunc = { userState, text, count in
    // As above.
    let bytes = unsafe UnsafeBufferPointer(start: text, count: Int(max(count, 0)))
    unsafe update(userState) { tree in unsafe tree.appendSection(bytes) }
}

private let refuseDoctype: internalSubsetSAXFunc = { userState, _, _, _ in
    unsafe update(userState) { tree in tree.refuse(.doctype) }
}

private let refuseReference: referenceSAXFunc = { userState, _ in
    unsafe update(userState) { tree in tree.refuse(.entityReference) }
}
