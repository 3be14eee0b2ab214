using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Matinee.IntegrationTests.Uploads;

/// <summary>The requests that tus-js-client sends, by hand.</summary>
internal static class TusRequests
{
    public static HttpRequestMessage Create(long? length, params (string Key, string Value)[] metadata)
    {
        var request = Tus(HttpMethod.Post, "/api/uploads");
        if (length is { } bytes)
            request.Headers.Add("Upload-Length", bytes.ToString(CultureInfo.InvariantCulture));
        else
            request.Headers.Add("Upload-Defer-Length", "1");
        request.Headers.Add("Upload-Metadata", Metadata(metadata));
        return request;
    }

    public static string Metadata(params (string Key, string Value)[] metadata) =>
        string.Join(',', metadata.Select(m => $"{m.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(m.Value))}"));

    public static HttpRequestMessage Patch(string url, long offset, byte[] bytes, string? checksum = null) =>
        Patch(url, offset, new ByteArrayContent(bytes), checksum);

    public static HttpRequestMessage Patch(string url, long offset, HttpContent content, string? checksum = null)
    {
        var request = Tus(HttpMethod.Patch, url);
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        if (checksum is not null)
            request.Headers.Add("Upload-Checksum", checksum);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Content = content;
        return request;
    }

    public static HttpRequestMessage Tus(HttpMethod method, string url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : throw new InvalidOperationException($"{(int)response.StatusCode} without {name}: {response}");

    public static async Task<string> BeginAsync(this HttpClient client, long? length, params (string Key, string Value)[] metadata)
    {
        using var created = await client.SendAsync(Create(length, metadata.Length > 0 ? metadata : [("filename", "film.mp4")]));
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        return created.Headers.Location!.ToString();
    }

    public static async Task<long> OffsetAsync(this HttpClient client, string url)
    {
        using var head = await client.SendAsync(Tus(HttpMethod.Head, url));
        Assert.True(head.IsSuccessStatusCode, head.ToString());
        return long.Parse(head.Header("Upload-Offset"), CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes that no sniffer takes for text, the same for the same seed.</summary>
    public static byte[] Film(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        "\0\0\0 ftypisom"u8[..Math.Min(12, length)].CopyTo(bytes);
        return bytes;
    }
}
