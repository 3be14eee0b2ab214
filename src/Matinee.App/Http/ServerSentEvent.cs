using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Matinee.App.Http;

/// <summary>One event of a stream.</summary>
/// <param name="Name">The <c>event:</c> field.</param>
/// <param name="Data">The <c>data:</c> field; line breaks in it are kept.</param>
/// <param name="Id">The <c>id:</c> field, which a reconnecting client sends back as <c>Last-Event-ID</c>.</param>
public readonly record struct ServerSentEvent(string Name, string Data, string? Id = null)
{
    public static ServerSentEvent Json<T>(string name, T value, JsonTypeInfo<T> type, string? id = null) =>
        new(name, JsonSerializer.Serialize(value, type), id);
}
