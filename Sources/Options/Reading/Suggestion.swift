/// Finds what somebody probably meant.
enum Suggestion {
    /// The candidate with the fewest slips (a letter too many, too few, wrong, or two swapped) from `text`, when there
    /// are few enough of them for its length; the first one of several.
    static func nearest(to text: String, in candidates: [String]) -> String? {
        guard text.count <= OptionsLimits.shownCharacterCountMax else { return nil }
        let close = candidates.map { (name: $0, slips: distance(Array(text), Array($0))) }
            .filter { $0.slips < text.count && $0.slips <= max(1, min(text.count, $0.name.count) / 3 + 1) }
        return close.min { $0.slips < $1.slips }?.name
    }

    /// Damerau and Levenshtein's distance (optimal string alignment).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let changed = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var slips = min(last[column] + 1, current[column - 1] + 1, changed)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    slips = min(slips, beforeLast[column - 2] + 1)
                }
                current.append(slips)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
