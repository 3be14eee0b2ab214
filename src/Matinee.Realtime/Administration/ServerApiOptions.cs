namespace Matinee.Realtime.Administration;

/// <summary>Who may use <c>/api/realtime</c>.</summary>
public sealed class ServerApiOptions
{
    /// <summary>Requests bring it as <c>X-API-Key</c> or <c>Authorization: apikey KEY</c>. Empty: nobody may, unless the host authorizes by itself.</summary>
    public string ApiKey { get; set; } = "";
}
