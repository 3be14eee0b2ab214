namespace Matinee.Realtime.Usage;

/// <summary>The place of a stream before the door; given up when it is in, or gone.</summary>
internal sealed class AddressPlace(AddressGate? gate, string address) : IDisposable
{
    private AddressGate? _gate = gate;

    /// <summary>By which the stream is counted; empty: it is not.</summary>
    public string Address => address;

    public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(address);
}
