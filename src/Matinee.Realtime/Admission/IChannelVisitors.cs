namespace Matinee.Realtime.Admission;

/// <summary>A policy that wants to know who goes may implement this as well.</summary>
public interface IChannelVisitors
{
    /// <summary>
    /// A connection is no member of the channel any more: it left, was put out, or ended. Once for each time that it was let in, maybe a moment after it
    /// came again. Must return at once, and must not throw.
    /// </summary>
    void Left(RealtimeClient client, string channel, Departure why);
}
