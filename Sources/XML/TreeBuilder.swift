internal import Documents

/// Collects the nodes of one document as its elements open and close. Reused between documents; one thread.
struct TreeBuilder {
    /// An open element.
    private struct Level {
        var node = 0
        /// -1 while it has no child.
        var lastChild = -1
        /// Where its text starts in `bytes`.
        var textStart = 0
        /// Up to where its text stands in CDATA, whose blanks are its own.
        var sectionEnd = 0
        var childCount = 0
    }

    /// Why building stopped; nothing is added once it is set.
    private(set) var refusal: XMLError.Reason?
    /// Whether `refusal` is set, for the way that is taken for every element.
    private(set) var isRefused = false
    private(set) var isRootClosed = false
    private var nodes: [Document.Node] = []
    private var bytes: [UInt8] = []
    private var levels = InlineArray<16, Level>(repeating: Level())
    /// The names of each open element's children, level by level, as libxml2 knows them: a name has one address in its
    /// dictionary.
    private var names = InlineArray<512, UInt>(repeating: 0)
    private static let comparedNameCountMax = 32
    private var depth = 0
    private var textByteCount = 0

    /// Makes room for a document of that many bytes. Its names and texts never take more than it: each comes from
    /// bytes of its own, and a reference is longer than the character it stands for.
    mutating func begin(documentByteCount: Int) {
        refusal = nil
        isRefused = false
        isRootClosed = false
        nodes.removeAll()
        bytes.removeAll()
        depth = 0
        textByteCount = 0
        nodes.reserveCapacity(min(documentByteCount / 16 + 8, XMLLimits.nodeCountMax))
        bytes.reserveCapacity(documentByteCount)
    }

    /// The document, or nil if no element was seen or one is still open.
    mutating func finish() -> Document? {
        isRootClosed && !isRefused ? taken() : nil
    }

    /// The root with the children that were whole when building stopped; nil where there is none.
    mutating func finishBeginning() -> Document? {
        guard let root = nodes.first, root.firstChild >= 0 else { return nil }
        // The child that was still open, at the end of the list.
        if depth > 1 { unlinkLastChild() }
        return taken()
    }

    private mutating func taken() -> Document {
        // Gives the storage to the document alone, so that nothing is copied.
        defer { (nodes, bytes) = ([], []) }
        return Document(nodes: nodes, bytes: bytes)
    }

    private mutating func unlinkLastChild() {
        let last = Int32(truncatingIfNeeded: levels[1].node)
        guard nodes[0].firstChild != last else {
            nodes[0].firstChild = -1
            return
        }
        var index = Int(nodes[0].firstChild)
        while nodes[index].next != last, nodes[index].next >= 0 { index = Int(nodes[index].next) }
        nodes[index].next = -1
    }

    mutating func refuse(_ reason: XMLError.Reason) {
        guard !isRefused else { return }
        refusal = reason
        isRefused = true
    }

    /// `name` is a C string of a parser callback, valid for the call, in the parser's dictionary.
    mutating func open(_ name: UnsafeBufferPointer<UInt8>) {
        guard !isRefused else { return }
        guard depth < min(XMLLimits.depthMax, levels.count) else { return refuse(.tooDeep) }
        guard nodes.count < XMLLimits.nodeCountMax else { return refuse(.tooManyElements) }
        let index = nodes.count
        if depth > 0 {
            attach(index)
            guard !isRefused else { return }
            compare(UInt(bitPattern: name.baseAddress))
        }
        var node = Document.Node(kind: .text)
        node.nameStart = Int32(truncatingIfNeeded: bytes.count)
        node.nameCount = Int32(truncatingIfNeeded: name.count)
        unsafe bytes.append(contentsOf: name)
        node.textStart = Int32(truncatingIfNeeded: bytes.count)
        nodes.append(node)
        levels[depth] = Level(node: index, lastChild: -1, textStart: bytes.count, sectionEnd: bytes.count)
        depth &+= 1
    }

    mutating func close() {
        guard !isRefused, depth > 0 else { return }
        depth &-= 1
        let level = levels[depth]
        if level.lastChild < 0 {
            var end = bytes.count
            while end > level.sectionEnd, Precheck.isSpace(bytes[end &- 1]) { end &-= 1 }
            nodes[level.node].textCount = Int32(truncatingIfNeeded: end &- level.textStart)
        }
        if depth == 0 { isRootClosed = true }
    }

    /// Adds text to the innermost element, without the white space around all of it: whoever prints a document anew
    /// puts it there. Between child elements only white space may stand, and is dropped.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard !isRefused, depth > 0 else { return }
        let level = levels[depth &- 1]
        if level.lastChild < 0, bytes.count > level.textStart { return unsafe add(text) }
        guard let start = unsafe text.firstIndex(where: { !Precheck.isSpace($0) }) else { return }
        guard level.lastChild < 0 else { return refuse(.mixedContent) }
        unsafe add(UnsafeBufferPointer(rebasing: text[start...]))
    }

    private mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        textByteCount &+= text.count
        guard textByteCount <= XMLLimits.textByteCountMax else { return refuse(.tooMuchText) }
        unsafe bytes.append(contentsOf: text)
    }

    /// Adds the text of a CDATA section. The push parser gives it as it was written, so line ends become one line feed
    /// here, as XML 1.0 (2.11) asks.
    mutating func appendSection(_ text: UnsafeBufferPointer<UInt8>) {
        guard !isRefused, depth > 0 else { return }
        guard levels[depth &- 1].lastChild < 0 else { return unsafe append(text) }
        unsafe addSection(text)
        levels[depth &- 1].sectionEnd = bytes.count
    }

    private mutating func addSection(_ text: UnsafeBufferPointer<UInt8>) {
        guard unsafe text.contains(0x0D) else { return unsafe add(text) }
        var normalized: [UInt8] = []
        normalized.reserveCapacity(text.count)
        var isAfterReturn = false
        for index in 0..<text.count {
            let byte = unsafe text[index]
            if byte == 0x0A && isAfterReturn {
                isAfterReturn = false
                continue
            }
            isAfterReturn = byte == 0x0D
            normalized.append(isAfterReturn ? 0x0A : byte)
        }
        unsafe normalized.withUnsafeBufferPointer { unsafe add($0) }
    }

    /// Links the node about to be added behind its siblings.
    private mutating func attach(_ index: Int) {
        let level = levels[depth &- 1]
        if level.lastChild < 0 {
            dropText(from: level.textStart)
            // A node that is not added must not be linked: what was read so far may still be asked for.
            guard !isRefused else { return }
            nodes[level.node].kind = .object
            nodes[level.node].firstChild = Int32(truncatingIfNeeded: index)
        } else {
            nodes[level.lastChild].next = Int32(truncatingIfNeeded: index)
        }
        levels[depth &- 1].lastChild = index
    }

    /// Finds out whether the element about to be added has the name of an earlier child of its parent, and takes it for
    /// so where there are more than are compared.
    private mutating func compare(_ name: UInt) {
        let parent = depth &- 1
        let level = levels[parent]
        guard !nodes[level.node].namesRepeat else { return }
        let start = parent &* Self.comparedNameCountMax
        var isRepeated = level.childCount == Self.comparedNameCountMax
        for index in start..<(start &+ level.childCount) where names[index] == name { isRepeated = true }
        guard !isRepeated else {
            nodes[level.node].namesRepeat = true
            return
        }
        names[start &+ level.childCount] = name
        levels[parent].childCount = level.childCount &+ 1
    }

    /// Takes back the white space before an element's first child.
    private mutating func dropText(from start: Int) {
        let count = bytes.count &- start
        guard count > 0 else { return }
        guard bytes[start...].allSatisfy(Precheck.isSpace) else { return refuse(.mixedContent) }
        bytes.removeLast(count)
        textByteCount &-= count
    }
}
