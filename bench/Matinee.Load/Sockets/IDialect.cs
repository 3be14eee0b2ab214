namespace Matinee.Load.Sockets;

/// <summary>What one kind of server wants to hear on a WebSocket. Holds nothing of a connection.</summary>
internal interface IDialect
{
    /// <summary>Path and query of the handshake.</summary>
    string PathFor(LoadSocket socket);

    /// <summary>The handshake is done: says what joins the topic, or makes the socket ready where the handshake did.</summary>
    void Open(LoadSocket socket);

    /// <summary>One whole message that is no control frame.</summary>
    void Read(LoadSocket socket, ReadOnlySpan<byte> message);

    /// <param name="text">ASCII without a character that JSON would escape.</param>
    void Publish(LoadSocket socket, ReadOnlySpan<byte> text);

    /// <summary>Called every 10 s: what keeps a silent connection alive, where the client has to do it.</summary>
    void KeepAlive(LoadSocket socket);
}
