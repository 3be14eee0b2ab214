using Microsoft.AspNetCore.Http;

namespace Matinee.Realtime.Admission;

/// <summary>Somebody wants in.</summary>
/// <param name="Id">The id that the connection will have.</param>
/// <param name="Token">Empty: none was given.</param>
/// <param name="Payload">JSON of the client's own; empty: none.</param>
/// <param name="Context">The request that the stream began with.</param>
public sealed record ConnectAttempt(string Id, string Token, ReadOnlyMemory<byte> Payload, string Name, string Version, HttpContext Context);
