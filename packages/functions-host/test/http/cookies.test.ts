import { cookieHeader } from '../../src/http/cookies.ts';

describe('a cookie', () => {
  it('gets the path / and an escaped value', () => {
    expect(cookieHeader({ name: 'b', value: "x y;ü'" })).toBe('b=x%20y%3B%C3%BC%27; path=/');
  });

  it('writes its attributes in the order of the real host', () => {
    const cookie = {
      name: 'a',
      value: '1',
      expires: { value: { seconds: 4_070_908_800 } },
      maxAge: { value: 60.9 },
      domain: { value: 'example.test' },
      path: { value: '/x' },
      secure: { value: true },
      sameSite: 'strict',
      httpOnly: { value: true },
    };
    expect(cookieHeader(cookie)).toBe(
      'a=1; expires=Thu, 01 Jan 2099 00:00:00 GMT; max-age=60; domain=example.test; path=/x; secure; samesite=strict; httponly',
    );
  });

  it('is refused with an invalid name', () => {
    expect(() => cookieHeader({ name: 'a b', value: '1' })).toThrow(/"a b" cannot be a cookie's name/);
  });

  it('has SameSite=None only when the app sets it', () => {
    expect(cookieHeader({ name: 'a', value: '1', sameSite: 'none' })).toBe('a=1; path=/');
    expect(cookieHeader({ name: 'a', value: '1', sameSite: 'explicitNone' })).toBe('a=1; path=/; samesite=none');
  });
});
