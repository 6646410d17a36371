// A real provider (oidc-provider) on a free port of 127.0.0.1. What it answers can be made wrong on its way out, so that each
// fault is one that a provider could make: POST /_test {"tamper": "nonce"} and so on. It ends when its standard input does.
import * as crypto from 'node:crypto';
import * as http from 'node:http';
import Provider from 'oidc-provider';

const CLIENT = 'nytta';
const SECRET = 'only-for-tests-not-a-secret';
const BACK = 'https://nytta.example/back';
const state = { tamper: '', accounts: {}, backchannel: 'http://127.0.0.1:9/' };

function key(kid) {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

let keys = [key('k1')];
const stranger = key('k1'); // another key under the same name

function sign(header, payload, jwk) {
  const parts = [header, payload].map((p) => Buffer.from(JSON.stringify(p)).toString('base64url'));
  const input = parts.join('.');
  if (header.alg === 'none') return `${input}.`;
  if (header.alg === 'HS256') {
    const pem = crypto.createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return `${input}.${crypto.createHmac('sha256', pem).update(input).digest('base64url')}`;
  }
  const made = crypto.sign('sha256', Buffer.from(input), crypto.createPrivateKey({ key: jwk, format: 'jwk' }));
  return `${input}.${made.toString('base64url')}`;
}

const now = () => Math.floor(Date.now() / 1000);
const header = () => ({ alg: 'RS256', typ: 'JWT', kid: keys[0].kid });
const TAMPER = {
  nonce: (p) => sign(header(), { ...p, nonce: 'another' }, keys[0]),
  no_nonce: ({ nonce, ...p }) => sign(header(), p, keys[0]),
  issuer: (p) => sign(header(), { ...p, iss: 'https://another.example' }, keys[0]),
  audience: (p) => sign(header(), { ...p, aud: 'another' }, keys[0]),
  party: (p) => sign(header(), { ...p, aud: [CLIENT, 'another'], azp: 'another' }, keys[0]),
  expired: (p) => sign(header(), { ...p, iat: now() - 400, exp: now() - 300 }, keys[0]),
  old: (p) => sign(header(), { ...p, iat: now() - 7200 }, keys[0]),
  early: (p) => sign(header(), { ...p, nbf: now() + 3600 }, keys[0]),
  none: (p) => sign({ alg: 'none' }, p, keys[0]),
  none_named: (p) => sign({ ...header(), alg: 'none' }, p, keys[0]),
  secret: (p) => sign({ ...header(), alg: 'HS256' }, p, keys[0]),
  stranger: (p) => sign(header(), p, stranger),
  no_kid: (p) => sign({ alg: 'RS256' }, p, keys[0]),
  unknown_kid: (p) => sign({ ...header(), kid: 'nobody' }, p, keys[0]),
  no_subject: ({ sub, ...p }) => sign(header(), p, keys[0]),
  altered: (p, token) => {
    const [h, , s] = token.split('.');
    return `${h}.${Buffer.from(JSON.stringify({ ...p, sub: 'registrar' })).toString('base64url')}.${s}`;
  },
};

function wrong(path, body) {
  const said = JSON.parse(body);
  if (path === '/token' && said.id_token) {
    if (state.tamper === 'missing') delete said.id_token;
    const change = TAMPER[state.tamper];
    if (change) said.id_token = change(JSON.parse(Buffer.from(said.id_token.split('.')[1], 'base64url')), said.id_token);
  }
  if (path === '/me' && state.tamper === 'userinfo') said.sub = 'registrar';
  if (path === '/.well-known/openid-configuration') {
    if (state.tamper === 'discovery_issuer') said.issuer = 'https://another.example';
    if (state.tamper === 'discovery_keys') delete said.jwks_uri;
  }
  return JSON.stringify(said);
}

function tampered(callback, request, response) {
  const path = new URL(request.url, 'http://x').pathname;
  if (!['/token', '/me', '/.well-known/openid-configuration'].includes(path) || !state.tamper) return callback(request, response);
  const parts = [];
  const { end } = response;
  response.write = (part) => { parts.push(Buffer.from(part)); return true; };
  response.end = (part) => {
    if (part) parts.push(Buffer.from(part));
    const body = Buffer.concat(parts).toString();
    const sent = response.statusCode === 200 ? wrong(path, body) : body;
    response.removeHeader('content-length');
    return end.call(response, sent);
  };
  return callback(request, response);
}

let provider;
let callback;
function build(issuer) {
  provider = new Provider(issuer, {
    clients: [{
      client_id: CLIENT, client_secret: SECRET, redirect_uris: ['https://nytta.example/'], grant_types: ['authorization_code'],
      response_types: ['code'], post_logout_redirect_uris: ['https://nytta.example/'], backchannel_logout_session_required: true,
      backchannel_logout_uri: BACK, token_endpoint_auth_method: 'client_secret_basic',
    }],
    jwks: { keys },
    cookies: { keys: ['only-for-tests'] },
    claims: {
      openid: ['sub', 'sid'], email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'title', 'department', 'groups', 'active'],
    },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...(state.accounts[id] || {}) }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    // the provider calls no private addresses; here its message goes to the test's own server
    fetch: (url, { method, headers, body }) => fetch(`${url}` === BACK ? state.backchannel : url, { method, headers, body }),
  });
  provider.Client.prototype.redirectUriAllowed = () => true;
  provider.Client.prototype.postLogoutRedirectUriAllowed = () => true;
  callback = provider.callback();
}

async function control(request, response, issuer) {
  let body = '';
  for await (const part of request) body += part;
  const said = JSON.parse(body || '{}');
  if ('tamper' in said) state.tamper = said.tamper;
  if (said.accounts) state.accounts = { ...state.accounts, ...said.accounts };
  if (said.rotate) { keys = [key(said.rotate), ...keys]; build(issuer); }
  if (said.backchannel) state.backchannel = said.backchannel;
  if (said.logout_token) { // one that the provider itself makes, for a client of ours
    const client = await provider.Client.find(CLIENT);
    const token = new provider.IdToken({ sub: said.logout_token.sub }, { client, ctx: undefined });
    token.mask = { sub: null };
    token.set('jti', crypto.randomUUID());
    token.set('sid', said.logout_token.sid);
    token.set('events', { 'http://schemas.openid.net/event/backchannel-logout': {} });
    response.end(JSON.stringify({ token: await token.issue({ use: 'logout' }) }));
    return;
  }
  if (said.sign) { response.end(JSON.stringify({ token: sign({ ...header(), typ: 'logout+jwt' }, said.sign, keys[0]) })); return; }
  response.end('{}');
}

const server = http.createServer((request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  if (request.url === '/_test') return control(request, response, issuer);
  return tampered(callback, request, response);
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  build(issuer);
  process.stdout.write(`${JSON.stringify({ issuer, client: CLIENT, secret: SECRET })}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
