using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.Realtime.Administration;

/// <summary><c>/api/realtime/*</c>: requests and answers in the shape that servers of this protocol have in common, <c>{"result": ...}</c> or <c>{"error": ...}</c>.</summary>
internal static class AdministrationEndpoints
{
    private const int MostBytes = 4 * 1024 * 1024;

    public static void Map(RouteGroupBuilder routes, Action<RouteGroupBuilder>? authorize)
    {
        authorize?.Invoke(routes);
        foreach (var name in ServerCommands.Names)
            routes.MapPost("/" + name, (HttpContext context) => RunAsync(context, name, asksForKey: authorize is null)).WithTags("Realtime");
    }

    private static async Task RunAsync(HttpContext context, string name, bool asksForKey)
    {
        if (asksForKey && !HasKey(context))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var body = await ReadAsync(context);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "application/json";
        var answer = await AnswerAsync(context, name, body.RootElement);
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter.AsStream(), JsonText.WriterOptions);
        answer(writer);
    }

    private static async Task<Action<Utf8JsonWriter>> AnswerAsync(HttpContext context, string name, JsonElement body)
    {
        try
        {
            var write = await context.RequestServices.GetRequiredService<ServerCommands>().RunAsync(name, new ServerRequest(body), context.RequestAborted);
            return writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("result"u8);
                write(writer);
                writer.WriteEndObject();
                writer.WriteEndObject();
            };
        }
        catch (ServerRequestException e)
        {
            return writer => WriteError(writer, e.Error);
        }
        catch (BrokerUnavailableException)
        {
            return writer => WriteError(writer, RealtimeErrors.BrokerUnavailable);
        }
    }

    /// <summary>An error alone.</summary>
    public static void WriteError(Utf8JsonWriter writer, RealtimeError error)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostBytes)
            return null;
        try
        {
            var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool HasKey(HttpContext context)
    {
        var key = context.RequestServices.GetRequiredService<ServerApiOptions>().ApiKey;
        var given = context.Request.Headers["X-API-Key"].ToString();
        if (given.Length == 0 && context.Request.Headers.Authorization.ToString() is ['a', 'p', 'i', 'k', 'e', 'y', ' ', .. var rest])
            given = rest;
        return key.Length > 0 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));
    }
}
