using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.Testing.Time;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matinee.Tests.Accounts;

public sealed class AccessTokensTests
{
    private const string Ours = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly ClusterSecret Secret = new("a secret of at least thirty-two bytes"u8);
    private static readonly byte[] Key = Secret.DeriveKey("access-token");

    private readonly ManualTime _time = new();
    private readonly AccessTokens _tokens;
    private readonly SessionIdentity _ada;

    public AccessTokensTests()
    {
        _tokens = new(Secret, Options.Create(new AccountOptions()), _time);
        _ada = new(EntityIds.New<UserId>(_time), "Ada", Role.Admin, EntityIds.New<SessionId>(_time), null);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public void An_issued_token_names_its_user_and_session()
    {
        var (token, expiresAt) = _tokens.Issue(_ada);

        var identity = _tokens.Read(token, out _);

        Assert.Equal(_ada with { ExpiresAt = expiresAt }, identity);
        Assert.Equal(_time.GetUtcNow().AddHours(1), expiresAt);
    }

    [Fact]
    public void The_forging_helper_makes_acceptable_tokens_of_acceptable_parts() => Assert.NotNull(_tokens.Read(Forge(Ours, Claims()), out _));

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"nOnE"}""")]
    [InlineData("""{"alg":"","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    public void An_unsigned_token_is_refused(string header)
    {
        var parts = Encode(header) + "." + Encode(Claims());

        Assert.Null(_tokens.Read(parts + ".", out _));
        Assert.Null(_tokens.Read(parts, out _));
        Assert.Null(_tokens.Read(Forge(header, Claims()), out _));
    }

    [Theory]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"../../../../dev/null"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"' UNION SELECT 'AA"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","jku":"https://evil.example/keys.json"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","jwk":{"kty":"oct","k":"AA"}}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS384","typ":"JWT"}""")]
    [InlineData("""{ "alg":"HS256","typ":"JWT"}""")]
    public void A_header_that_is_not_ours_to_the_byte_is_refused_even_with_our_key(string header) => Assert.Null(_tokens.Read(Forge(header, Claims()), out _));

    [Fact]
    public void A_token_signed_with_an_rsa_key_or_its_public_half_is_refused()
    {
        using var rsa = RSA.Create(2048);
        var signed = Encode("""{"alg":"RS256","typ":"JWT"}""") + "." + Encode(Claims());
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.Null(_tokens.Read($"{signed}.{Base64Url.EncodeToString(signature)}", out _));
        Assert.Null(_tokens.Read(Forge(Ours, Claims(), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem())), out _));
    }

    [Fact]
    public void A_key_of_another_label_or_the_bare_secret_signs_nothing()
    {
        Assert.Null(_tokens.Read(Forge(Ours, Claims(), Secret.DeriveKey("playback")), out _));
        Assert.Null(_tokens.Read(Forge(Ours, Claims(), "a secret of at least thirty-two bytes"u8.ToArray()), out _));
        Assert.Null(_tokens.Read(Forge(Ours, Claims(), []), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void A_signature_that_is_empty_short_or_made_up_is_refused(string signature)
    {
        var token = Forge(Ours, Claims());

        Assert.Null(_tokens.Read(token[..(token.LastIndexOf('.') + 1)] + signature, out _));
    }

    [Fact]
    public void No_single_changed_character_is_accepted()
    {
        var (token, _) = _tokens.Issue(_ada);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(_tokens.Read(changed, out _));
        }
    }

    [Fact]
    public void The_unused_bits_of_the_signature_do_not_make_a_second_token()
    {
        var (token, _) = _tokens.Issue(_ada);
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet.IndexOf(token[^1], StringComparison.Ordinal);

        Assert.All(Enumerable.Range(1, 3), bit => Assert.Null(_tokens.Read(token[..^1] + alphabet[last ^ bit], out _)));
    }

    [Theory]
    [InlineData("\"role\":\"member\"", "\"role\":\"member\",\"role\":\"admin\"")]
    [InlineData("\"iss\":\"matinee\"", "\"iss\":\"other\"")]
    [InlineData("\"aud\":\"matinee-api\"", "\"aud\":\"other\"")]
    [InlineData("\"aud\":\"matinee-api\"", "\"aud\":[\"matinee-api\"]")]
    [InlineData("\"iss\":\"matinee\",", "")]
    [InlineData("\"sub\":\"u", "\"sub\":\"v")]
    [InlineData("\"sub\":", "\"sub\":null,\"was\":")]
    [InlineData("\"sid\":\"f", "\"sid\":\"")]
    [InlineData("\"exp\":", "\"exp\":\"soon\",\"was\":")]
    public void Claims_that_are_doubled_foreign_or_missing_are_refused(string claim, string instead) =>
        Assert.Null(_tokens.Read(Forge(Ours, Claims().Replace(claim, instead, StringComparison.Ordinal)), out _));

    [Fact]
    public void A_token_ends_at_its_expiry_and_says_so()
    {
        var (token, _) = _tokens.Issue(_ada);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(_tokens.Read(token, out var expired));
        Assert.True(expired);
    }

    [Fact]
    public void A_token_of_the_future_is_refused_beyond_the_skew_of_clocks()
    {
        Assert.NotNull(_tokens.Read(Forge(Ours, Claims(notBefore: Now + 20)), out _));
        Assert.Null(_tokens.Read(Forge(Ours, Claims(notBefore: Now + 60)), out _));
    }

    [Fact]
    public void A_huge_token_is_refused_unread()
    {
        Assert.Null(_tokens.Read(Forge(Ours, Claims() + new string(' ', AccessTokens.MaximumLength)), out _));
        Assert.Null(_tokens.Read(new string('A', 10_000_000), out _));
    }

    [Fact]
    public void A_guest_has_no_session()
    {
        var guest = new SessionIdentity(EntityIds.New<UserId>(_time), "Gast", Role.Guest, null, null);

        Assert.Equal(Role.Guest, _tokens.Read(_tokens.Issue(guest).Token, out _)?.Role);
    }

    [Fact]
    public void A_member_without_a_session_is_refused() =>
        Assert.Null(_tokens.Read(_tokens.Issue(_ada with { Session = null }).Token, out _));

    private string Claims(long? notBefore = null) =>
        $$"""{"iss":"matinee","aud":"matinee-api","sub":"{{_ada.User}}","sid":"{{_ada.Session}}","name":"Ada","role":"member","iat":{{Now}},"nbf":{{notBefore ?? Now}},"exp":{{Now + 3600}}}""";

    private static string Forge(string header, string claims, byte[]? key = null)
    {
        var signed = Encode(header) + "." + Encode(claims);
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key ?? Key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
