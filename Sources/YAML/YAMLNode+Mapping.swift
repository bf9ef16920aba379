package import Files

extension YAMLNode {
    /// Keys and values in the order of the file.
    package func entries() throws(ConfigurationError) -> [YAMLEntry] {
        guard case .mapping(let entries) = content else { throw error("must be a mapping (key: value)") }
        return entries
    }

    /// The values of a list in order.
    package func items() throws(ConfigurationError) -> [YAMLNode] {
        guard case .sequence(let items) = content else { throw error("must be a list (- value)") }
        return items
    }

    /// The value under a key that must be there and say something.
    package func required(_ key: String) throws(ConfigurationError) -> YAMLNode {
        guard let entry = try entry(key) else {
            throw error("lacks the key \(key.quotedForMessage)")
        }
        guard !entry.value.isNull else { throw entry.value.error("must have a value") }
        return entry.value
    }

    /// The value under a key; nil where the key is absent or its value is null.
    package func optional(_ key: String) throws(ConfigurationError) -> YAMLNode? {
        guard let entry = try entry(key), !entry.value.isNull else { return nil }
        return entry.value
    }

    private func entry(_ key: String) throws(ConfigurationError) -> YAMLEntry? {
        try entries().first { $0.key == key }
    }

    /// Throws at the first key that is not among `known`, and names the known one that was probably meant.
    package func checkKeys(known: [String]) throws(ConfigurationError) {
        guard let stranger = try entries().first(where: { !known.contains($0.key) }) else { return }
        var message = "unknown key \(stranger.key.quotedForMessage)"
        if let near = nearest(to: stranger.key, among: known) {
            message += "; did you mean \(near.quotedForMessage)?"
        } else {
            message += "; known are \(known.sorted().joined(separator: ", "))"
        }
        throw ConfigurationError(file: file, line: stranger.keyLine, message: message)
    }
}

/// The candidate that fewest edits lead to; nil where even that is further than a slip of the keyboard.
func nearest(to word: String, among candidates: [String]) -> String? {
    guard word.utf8.count <= YAMLLimits.suggestedKeyByteCountMax else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate.utf8.count <= YAMLLimits.suggestedKeyByteCountMax {
        let distance = editDistance(Array(word.lowercased().utf8), Array(candidate.lowercased().utf8))
        if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, word.utf8.count / 3) else { return nil }
    return best.candidate
}

/// Insertions, removals, replacements and swaps of neighbours that turn one into the other.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for row in a.indices {
        var current = [row + 1]
        for column in b.indices {
            let replaced = previous[column] + (a[row] == b[column] ? 0 : 1)
            var least = min(replaced, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
                least = min(least, beforePrevious[column - 1] + 1)
            }
            current.append(least)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[b.count]
}
