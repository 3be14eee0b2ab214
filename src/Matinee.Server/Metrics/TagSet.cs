namespace Matinee.Server.Metrics;

/// <summary>The tags of a measurement as a dictionary key. Looked up by the span that was recorded, so a known set allocates nothing.</summary>
internal sealed record TagSet(KeyValuePair<string, object?>[] Tags)
{
    internal sealed class TagSetComparer : IEqualityComparer<TagSet>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, TagSet>
    {
        public bool Equals(TagSet? x, TagSet? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x.Tags, y));

        public int GetHashCode(TagSet set) => GetHashCode(set.Tags.AsSpan());

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> tags, TagSet other)
        {
            if (tags.Length != other.Tags.Length)
                return false;
            for (var i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != other.Tags[i].Key || !Equals(tags[i].Value, other.Tags[i].Value))
                    return false;
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var hash = default(HashCode);
            foreach (var (key, value) in tags)
            {
                hash.Add(key);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }

        public TagSet Create(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags.ToArray());
    }
}
