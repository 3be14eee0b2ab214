namespace Matinee.App.Database;

/// <summary>
/// Hints between the processes that share a catalogue: "look at this, it changed". A hint may be merged with others, come
/// twice, or be lost with a connection; what must not be missed is found by a sweep over the rows. Never a message of its
/// own: whoever hears one reads the rows.
/// </summary>
public interface ICatalogueWakes
{
    /// <summary>
    /// Tells the other processes, within a fraction of a second. Call it after the commit. Returns at once, never throws, and
    /// is not heard in this process.
    /// </summary>
    /// <param name="topic">At most 32 characters without white space.</param>
    /// <param name="key">Of what changed, for example an id, at most 64 characters without white space; may be empty.</param>
    void Publish(string topic, string key);

    /// <summary>Hears a topic until disposed. Handlers run one after the other and must return at once.</summary>
    /// <param name="heard">
    /// Given the key; or null when hints may have been lost, or this database cannot tell them apart: anything of the topic may
    /// have changed.
    /// </param>
    IDisposable Subscribe(string topic, Action<string?> heard);
}
